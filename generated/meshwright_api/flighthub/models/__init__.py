"""Everything the API sends and accepts, imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._lazy import lazy

if TYPE_CHECKING:
    from .add_members import AddMembers
    from .aircraft_camera import AircraftCamera
    from .aircraft_mode import AircraftMode
    from .annotation_created import AnnotationCreated
    from .annotation_feature import AnnotationFeature
    from .annotation_geometry import AnnotationGeometry
    from .annotation_resource import AnnotationResource
    from .annotation_style import AnnotationStyle
    from .annotation_type import AnnotationType
    from .calibrate_rtk import CalibrateRtk
    from .camera_position import CameraPosition
    from .change_camera import ChangeCamera
    from .change_lens import ChangeLens
    from .control import Control
    from .control_answer import ControlAnswer
    from .control_entry import ControlEntry
    from .control_gateway import ControlGateway
    from .control_request import ControlRequest
    from .control_type import ControlType
    from .control_user import ControlUser
    from .create_annotation import CreateAnnotation
    from .create_annotation_answer import CreateAnnotationAnswer
    from .create_flight import CreateFlight
    from .create_flight_answer import CreateFlightAnswer
    from .create_forwarder import CreateForwarder
    from .create_forwarder_answer import CreateForwarderAnswer
    from .create_map import CreateMap
    from .create_map_answer import CreateMapAnswer
    from .device_command import DeviceCommand
    from .device_list import DeviceList
    from .device_messages import DeviceMessages
    from .device_model import DeviceModel
    from .device_pair import DevicePair
    from .device_properties import DeviceProperties
    from .device_report import DeviceReport
    from .device_state_answer import DeviceStateAnswer
    from .dock_camera import DockCamera
    from .dock_mode import DockMode
    from .drone import Drone
    from .feature_type import FeatureType
    from .finish_route_upload import FinishRouteUpload
    from .finish_route_upload_answer import FinishRouteUploadAnswer
    from .flight import Flight
    from .flight_created import FlightCreated
    from .flight_details import FlightDetails
    from .flight_exception import FlightException
    from .flight_folder import FlightFolder
    from .flight_list import FlightList
    from .flight_media_answer import FlightMediaAnswer
    from .flight_operator import FlightOperator
    from .flight_status import FlightStatus
    from .flight_switch import FlightSwitch
    from .flight_track import FlightTrack
    from .flight_track_answer import FlightTrackAnswer
    from .flight_type import FlightType
    from .forwarder import Forwarder
    from .forwarder_created import ForwarderCreated
    from .forwarder_list import ForwarderList
    from .forwarder_options import ForwarderOptions
    from .forwarder_schema import ForwarderSchema
    from .forwarder_state import ForwarderState
    from .gateway import Gateway
    from .geometry_type import GeometryType
    from .get_flight_answer import GetFlightAnswer
    from .get_map_answer import GetMapAnswer
    from .get_model_answer import GetModelAnswer
    from .get_resource_answer import GetResourceAnswer
    from .get_route_answer import GetRouteAnswer
    from .hms_arguments import HmsArguments
    from .hms_level import HmsLevel
    from .hms_list import HmsList
    from .hms_module import HmsModule
    from .hms_place import HmsPlace
    from .hms_record import HmsRecord
    from .hms_records import HmsRecords
    from .lens import Lens
    from .lens_type import LensType
    from .list_devices_answer import ListDevicesAnswer
    from .list_flights_answer import ListFlightsAnswer
    from .list_forwarders_answer import ListForwardersAnswer
    from .list_hms_answer import ListHmsAnswer
    from .list_maps_answer import ListMapsAnswer
    from .list_projects_answer import ListProjectsAnswer
    from .list_routes_answer import ListRoutesAnswer
    from .livestream import Livestream
    from .livestream_answer import LivestreamAnswer
    from .lost_signal_action import LostSignalAction
    from .map_area import MapArea
    from .map_created import MapCreated
    from .map_details import MapDetails
    from .map_download import MapDownload
    from .map_download_answer import MapDownloadAnswer
    from .map_file_type import MapFileType
    from .map_format import MapFormat
    from .map_list import MapList
    from .map_mode import MapMode
    from .map_model import MapModel
    from .map_point import MapPoint
    from .map_quality import MapQuality
    from .media_file import MediaFile
    from .media_list import MediaList
    from .media_upload_status import MediaUploadStatus
    from .member_role import MemberRole
    from .model_details import ModelDetails
    from .model_status import ModelStatus
    from .model_type import ModelType
    from .new_member import NewMember
    from .no_data import NoData
    from .obtain_token_answer import ObtainTokenAnswer
    from .pagination import Pagination
    from .precision_type import PrecisionType
    from .project import Project
    from .project_authorization import ProjectAuthorization
    from .project_center import ProjectCenter
    from .project_list import ProjectList
    from .project_sort_column import ProjectSortColumn
    from .project_usage import ProjectUsage
    from .reconstruction_job import ReconstructionJob
    from .repeat_option import RepeatOption
    from .repeat_type import RepeatType
    from .resource import Resource
    from .resource_status import ResourceStatus
    from .resumable_status import ResumableStatus
    from .return_mode import ReturnMode
    from .route import Route
    from .route_details import RouteDetails
    from .route_list import RouteList
    from .route_payload import RoutePayload
    from .route_template import RouteTemplate
    from .route_uploaded import RouteUploaded
    from .rtk_answer import RtkAnswer
    from .rtk_result import RtkResult
    from .rtk_status import RtkStatus
    from .running_models import RunningModels
    from .running_models_answer import RunningModelsAnswer
    from .send_command import SendCommand
    from .set_stream_quality import SetStreamQuality
    from .sort_order import SortOrder
    from .start_livestream import StartLivestream
    from .start_reconstruction import StartReconstruction
    from .start_reconstruction_answer import StartReconstructionAnswer
    from .started_models import StartedModels
    from .status_answer import StatusAnswer
    from .storage_credential import StorageCredential
    from .storage_credential_answer import StorageCredentialAnswer
    from .storage_keys import StorageKeys
    from .storage_provider import StorageProvider
    from .stream_quality import StreamQuality
    from .stream_url_type import StreamUrlType
    from .switch_forwarder import SwitchForwarder
    from .track import Track
    from .track_point import TrackPoint
    from .update_flight_status import UpdateFlightStatus
    from .upload_callback import UploadCallback
    from .upload_callback_answer import UploadCallbackAnswer
    from .upload_credential import UploadCredential
    from .upload_receipt import UploadReceipt
    from .uploaded_file import UploadedFile
    from .zip_status import ZipStatus
else:
    __getattr__, __dir__ = lazy(
        __name__,
        {
            "AddMembers": "add_members",
            "AircraftCamera": "aircraft_camera",
            "AircraftMode": "aircraft_mode",
            "AnnotationCreated": "annotation_created",
            "AnnotationFeature": "annotation_feature",
            "AnnotationGeometry": "annotation_geometry",
            "AnnotationResource": "annotation_resource",
            "AnnotationStyle": "annotation_style",
            "AnnotationType": "annotation_type",
            "CalibrateRtk": "calibrate_rtk",
            "CameraPosition": "camera_position",
            "ChangeCamera": "change_camera",
            "ChangeLens": "change_lens",
            "Control": "control",
            "ControlAnswer": "control_answer",
            "ControlEntry": "control_entry",
            "ControlGateway": "control_gateway",
            "ControlRequest": "control_request",
            "ControlType": "control_type",
            "ControlUser": "control_user",
            "CreateAnnotation": "create_annotation",
            "CreateAnnotationAnswer": "create_annotation_answer",
            "CreateFlight": "create_flight",
            "CreateFlightAnswer": "create_flight_answer",
            "CreateForwarder": "create_forwarder",
            "CreateForwarderAnswer": "create_forwarder_answer",
            "CreateMap": "create_map",
            "CreateMapAnswer": "create_map_answer",
            "DeviceCommand": "device_command",
            "DeviceList": "device_list",
            "DeviceMessages": "device_messages",
            "DeviceModel": "device_model",
            "DevicePair": "device_pair",
            "DeviceProperties": "device_properties",
            "DeviceReport": "device_report",
            "DeviceStateAnswer": "device_state_answer",
            "DockCamera": "dock_camera",
            "DockMode": "dock_mode",
            "Drone": "drone",
            "FeatureType": "feature_type",
            "FinishRouteUpload": "finish_route_upload",
            "FinishRouteUploadAnswer": "finish_route_upload_answer",
            "Flight": "flight",
            "FlightCreated": "flight_created",
            "FlightDetails": "flight_details",
            "FlightException": "flight_exception",
            "FlightFolder": "flight_folder",
            "FlightList": "flight_list",
            "FlightMediaAnswer": "flight_media_answer",
            "FlightOperator": "flight_operator",
            "FlightStatus": "flight_status",
            "FlightSwitch": "flight_switch",
            "FlightTrack": "flight_track",
            "FlightTrackAnswer": "flight_track_answer",
            "FlightType": "flight_type",
            "Forwarder": "forwarder",
            "ForwarderCreated": "forwarder_created",
            "ForwarderList": "forwarder_list",
            "ForwarderOptions": "forwarder_options",
            "ForwarderSchema": "forwarder_schema",
            "ForwarderState": "forwarder_state",
            "Gateway": "gateway",
            "GeometryType": "geometry_type",
            "GetFlightAnswer": "get_flight_answer",
            "GetMapAnswer": "get_map_answer",
            "GetModelAnswer": "get_model_answer",
            "GetResourceAnswer": "get_resource_answer",
            "GetRouteAnswer": "get_route_answer",
            "HmsArguments": "hms_arguments",
            "HmsLevel": "hms_level",
            "HmsList": "hms_list",
            "HmsModule": "hms_module",
            "HmsPlace": "hms_place",
            "HmsRecord": "hms_record",
            "HmsRecords": "hms_records",
            "Lens": "lens",
            "LensType": "lens_type",
            "ListDevicesAnswer": "list_devices_answer",
            "ListFlightsAnswer": "list_flights_answer",
            "ListForwardersAnswer": "list_forwarders_answer",
            "ListHmsAnswer": "list_hms_answer",
            "ListMapsAnswer": "list_maps_answer",
            "ListProjectsAnswer": "list_projects_answer",
            "ListRoutesAnswer": "list_routes_answer",
            "Livestream": "livestream",
            "LivestreamAnswer": "livestream_answer",
            "LostSignalAction": "lost_signal_action",
            "MapArea": "map_area",
            "MapCreated": "map_created",
            "MapDetails": "map_details",
            "MapDownload": "map_download",
            "MapDownloadAnswer": "map_download_answer",
            "MapFileType": "map_file_type",
            "MapFormat": "map_format",
            "MapList": "map_list",
            "MapMode": "map_mode",
            "MapModel": "map_model",
            "MapPoint": "map_point",
            "MapQuality": "map_quality",
            "MediaFile": "media_file",
            "MediaList": "media_list",
            "MediaUploadStatus": "media_upload_status",
            "MemberRole": "member_role",
            "ModelDetails": "model_details",
            "ModelStatus": "model_status",
            "ModelType": "model_type",
            "NewMember": "new_member",
            "NoData": "no_data",
            "ObtainTokenAnswer": "obtain_token_answer",
            "Pagination": "pagination",
            "PrecisionType": "precision_type",
            "Project": "project",
            "ProjectAuthorization": "project_authorization",
            "ProjectCenter": "project_center",
            "ProjectList": "project_list",
            "ProjectSortColumn": "project_sort_column",
            "ProjectUsage": "project_usage",
            "ReconstructionJob": "reconstruction_job",
            "RepeatOption": "repeat_option",
            "RepeatType": "repeat_type",
            "Resource": "resource",
            "ResourceStatus": "resource_status",
            "ResumableStatus": "resumable_status",
            "ReturnMode": "return_mode",
            "Route": "route",
            "RouteDetails": "route_details",
            "RouteList": "route_list",
            "RoutePayload": "route_payload",
            "RouteTemplate": "route_template",
            "RouteUploaded": "route_uploaded",
            "RtkAnswer": "rtk_answer",
            "RtkResult": "rtk_result",
            "RtkStatus": "rtk_status",
            "RunningModels": "running_models",
            "RunningModelsAnswer": "running_models_answer",
            "SendCommand": "send_command",
            "SetStreamQuality": "set_stream_quality",
            "SortOrder": "sort_order",
            "StartLivestream": "start_livestream",
            "StartReconstruction": "start_reconstruction",
            "StartReconstructionAnswer": "start_reconstruction_answer",
            "StartedModels": "started_models",
            "StatusAnswer": "status_answer",
            "StorageCredential": "storage_credential",
            "StorageCredentialAnswer": "storage_credential_answer",
            "StorageKeys": "storage_keys",
            "StorageProvider": "storage_provider",
            "StreamQuality": "stream_quality",
            "StreamUrlType": "stream_url_type",
            "SwitchForwarder": "switch_forwarder",
            "Track": "track",
            "TrackPoint": "track_point",
            "UpdateFlightStatus": "update_flight_status",
            "UploadCallback": "upload_callback",
            "UploadCallbackAnswer": "upload_callback_answer",
            "UploadCredential": "upload_credential",
            "UploadReceipt": "upload_receipt",
            "UploadedFile": "uploaded_file",
            "ZipStatus": "zip_status",
        },
    )

__all__ = [
    "AddMembers",
    "AircraftCamera",
    "AircraftMode",
    "AnnotationCreated",
    "AnnotationFeature",
    "AnnotationGeometry",
    "AnnotationResource",
    "AnnotationStyle",
    "AnnotationType",
    "CalibrateRtk",
    "CameraPosition",
    "ChangeCamera",
    "ChangeLens",
    "Control",
    "ControlAnswer",
    "ControlEntry",
    "ControlGateway",
    "ControlRequest",
    "ControlType",
    "ControlUser",
    "CreateAnnotation",
    "CreateAnnotationAnswer",
    "CreateFlight",
    "CreateFlightAnswer",
    "CreateForwarder",
    "CreateForwarderAnswer",
    "CreateMap",
    "CreateMapAnswer",
    "DeviceCommand",
    "DeviceList",
    "DeviceMessages",
    "DeviceModel",
    "DevicePair",
    "DeviceProperties",
    "DeviceReport",
    "DeviceStateAnswer",
    "DockCamera",
    "DockMode",
    "Drone",
    "FeatureType",
    "FinishRouteUpload",
    "FinishRouteUploadAnswer",
    "Flight",
    "FlightCreated",
    "FlightDetails",
    "FlightException",
    "FlightFolder",
    "FlightList",
    "FlightMediaAnswer",
    "FlightOperator",
    "FlightStatus",
    "FlightSwitch",
    "FlightTrack",
    "FlightTrackAnswer",
    "FlightType",
    "Forwarder",
    "ForwarderCreated",
    "ForwarderList",
    "ForwarderOptions",
    "ForwarderSchema",
    "ForwarderState",
    "Gateway",
    "GeometryType",
    "GetFlightAnswer",
    "GetMapAnswer",
    "GetModelAnswer",
    "GetResourceAnswer",
    "GetRouteAnswer",
    "HmsArguments",
    "HmsLevel",
    "HmsList",
    "HmsModule",
    "HmsPlace",
    "HmsRecord",
    "HmsRecords",
    "Lens",
    "LensType",
    "ListDevicesAnswer",
    "ListFlightsAnswer",
    "ListForwardersAnswer",
    "ListHmsAnswer",
    "ListMapsAnswer",
    "ListProjectsAnswer",
    "ListRoutesAnswer",
    "Livestream",
    "LivestreamAnswer",
    "LostSignalAction",
    "MapArea",
    "MapCreated",
    "MapDetails",
    "MapDownload",
    "MapDownloadAnswer",
    "MapFileType",
    "MapFormat",
    "MapList",
    "MapMode",
    "MapModel",
    "MapPoint",
    "MapQuality",
    "MediaFile",
    "MediaList",
    "MediaUploadStatus",
    "MemberRole",
    "ModelDetails",
    "ModelStatus",
    "ModelType",
    "NewMember",
    "NoData",
    "ObtainTokenAnswer",
    "Pagination",
    "PrecisionType",
    "Project",
    "ProjectAuthorization",
    "ProjectCenter",
    "ProjectList",
    "ProjectSortColumn",
    "ProjectUsage",
    "ReconstructionJob",
    "RepeatOption",
    "RepeatType",
    "Resource",
    "ResourceStatus",
    "ResumableStatus",
    "ReturnMode",
    "Route",
    "RouteDetails",
    "RouteList",
    "RoutePayload",
    "RouteTemplate",
    "RouteUploaded",
    "RtkAnswer",
    "RtkResult",
    "RtkStatus",
    "RunningModels",
    "RunningModelsAnswer",
    "SendCommand",
    "SetStreamQuality",
    "SortOrder",
    "StartedModels",
    "StartLivestream",
    "StartReconstruction",
    "StartReconstructionAnswer",
    "StatusAnswer",
    "StorageCredential",
    "StorageCredentialAnswer",
    "StorageKeys",
    "StorageProvider",
    "StreamQuality",
    "StreamUrlType",
    "SwitchForwarder",
    "Track",
    "TrackPoint",
    "UpdateFlightStatus",
    "UploadCallback",
    "UploadCallbackAnswer",
    "UploadCredential",
    "UploadedFile",
    "UploadReceipt",
    "ZipStatus",
]
