"""Everything the API sends and accepts, imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._lazy import lazy

if TYPE_CHECKING:
    from .add_members import AddMembers
    from .air_sense_warning import AirSenseWarning
    from .air_sense_warnings_answer import AirSenseWarningsAnswer
    from .air_traffic import AirTraffic
    from .aircraft_camera import AircraftCamera
    from .aircraft_mode import AircraftMode
    from .annotation_created import AnnotationCreated
    from .annotation_deleted import AnnotationDeleted
    from .annotation_feature import AnnotationFeature
    from .annotation_geometry import AnnotationGeometry
    from .annotation_resource import AnnotationResource
    from .annotation_style import AnnotationStyle
    from .annotation_type import AnnotationType
    from .area_file import AreaFile
    from .area_file_answer import AreaFileAnswer
    from .calibrate_rtk import CalibrateRtk
    from .camera_position import CameraPosition
    from .change_camera import ChangeCamera
    from .change_lens import ChangeLens
    from .cloud_controls_answer import CloudControlsAnswer
    from .command_record_list import CommandRecordList
    from .command_records import CommandRecords
    from .continue_flight import ContinueFlight
    from .continue_flight_answer import ContinueFlightAnswer
    from .continued_flight import ContinuedFlight
    from .continued_task import ContinuedTask
    from .control import Control
    from .control_answer import ControlAnswer
    from .control_change import ControlChange
    from .control_entry import ControlEntry
    from .control_gateway import ControlGateway
    from .control_request import ControlRequest
    from .control_status import ControlStatus
    from .control_status_answer import ControlStatusAnswer
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
    from .current_user import CurrentUser
    from .current_user_answer import CurrentUserAnswer
    from .decrypt_serials import DecryptSerials
    from .decrypt_serials_answer import DecryptSerialsAnswer
    from .delete_annotation_answer import DeleteAnnotationAnswer
    from .device_binding import DeviceBinding
    from .device_command import DeviceCommand
    from .device_commands_answer import DeviceCommandsAnswer
    from .device_list import DeviceList
    from .device_messages import DeviceMessages
    from .device_model import DeviceModel
    from .device_pair import DevicePair
    from .device_position import DevicePosition
    from .device_properties import DeviceProperties
    from .device_report import DeviceReport
    from .device_state_answer import DeviceStateAnswer
    from .dispatch_check import DispatchCheck
    from .dispatch_check_answer import DispatchCheckAnswer
    from .dispatch_error import DispatchError
    from .dock_camera import DockCamera
    from .dock_mode import DockMode
    from .drone import Drone
    from .feature_type import FeatureType
    from .finish_route_upload import FinishRouteUpload
    from .finish_route_upload_answer import FinishRouteUploadAnswer
    from .flight import Flight
    from .flight_alert import FlightAlert
    from .flight_alert_page import FlightAlertPage
    from .flight_alerts_answer import FlightAlertsAnswer
    from .flight_area import FlightArea
    from .flight_area_list import FlightAreaList
    from .flight_created import FlightCreated
    from .flight_details import FlightDetails
    from .flight_exception import FlightException
    from .flight_export import FlightExport
    from .flight_export_list import FlightExportList
    from .flight_exports_answer import FlightExportsAnswer
    from .flight_folder import FlightFolder
    from .flight_list import FlightList
    from .flight_media_answer import FlightMediaAnswer
    from .flight_name import FlightName
    from .flight_name_answer import FlightNameAnswer
    from .flight_operations import FlightOperations
    from .flight_operations_answer import FlightOperationsAnswer
    from .flight_operator import FlightOperator
    from .flight_record import FlightRecord
    from .flight_record_answer import FlightRecordAnswer
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
    from .get_organization_answer import GetOrganizationAnswer
    from .get_resource_answer import GetResourceAnswer
    from .get_route_answer import GetRouteAnswer
    from .group_visibility import GroupVisibility
    from .hms_arguments import HmsArguments
    from .hms_level import HmsLevel
    from .hms_list import HmsList
    from .hms_module import HmsModule
    from .hms_place import HmsPlace
    from .hms_record import HmsRecord
    from .hms_records import HmsRecords
    from .join_code import JoinCode
    from .join_code_answer import JoinCodeAnswer
    from .lens import Lens
    from .lens_type import LensType
    from .list_areas_answer import ListAreasAnswer
    from .list_devices_answer import ListDevicesAnswer
    from .list_flights_answer import ListFlightsAnswer
    from .list_forwarders_answer import ListForwardersAnswer
    from .list_hms_answer import ListHmsAnswer
    from .list_maps_answer import ListMapsAnswer
    from .list_organizations_answer import ListOrganizationsAnswer
    from .list_permissions_answer import ListPermissionsAnswer
    from .list_projects_answer import ListProjectsAnswer
    from .list_roles_answer import ListRolesAnswer
    from .list_routes_answer import ListRoutesAnswer
    from .list_streams_answer import ListStreamsAnswer
    from .list_topologies_answer import ListTopologiesAnswer
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
    from .offline_map import OfflineMap
    from .offline_map_file import OfflineMapFile
    from .offline_map_file_answer import OfflineMapFileAnswer
    from .offline_map_state import OfflineMapState
    from .offline_map_state_answer import OfflineMapStateAnswer
    from .open_object import OpenObject
    from .operation_log import OperationLog
    from .organization import Organization
    from .organization_list import OrganizationList
    from .organization_user import OrganizationUser
    from .organization_user_list import OrganizationUserList
    from .organization_users_answer import OrganizationUsersAnswer
    from .pagination import Pagination
    from .pair_relay import PairRelay
    from .parent_flight import ParentFlight
    from .permission import Permission
    from .permission_list import PermissionList
    from .precision_type import PrecisionType
    from .project import Project
    from .project_authorization import ProjectAuthorization
    from .project_center import ProjectCenter
    from .project_device import ProjectDevice
    from .project_device_answer import ProjectDeviceAnswer
    from .project_list import ProjectList
    from .project_member import ProjectMember
    from .project_member_list import ProjectMemberList
    from .project_members_answer import ProjectMembersAnswer
    from .project_sort_column import ProjectSortColumn
    from .project_usage import ProjectUsage
    from .project_user import ProjectUser
    from .project_user_list import ProjectUserList
    from .project_users_answer import ProjectUsersAnswer
    from .reconstruction_job import ReconstructionJob
    from .recording_config import RecordingConfig
    from .recording_config_answer import RecordingConfigAnswer
    from .recording_item import RecordingItem
    from .related_user import RelatedUser
    from .relay_output import RelayOutput
    from .relay_pairing import RelayPairing
    from .relay_pairing_answer import RelayPairingAnswer
    from .repeat_option import RepeatOption
    from .repeat_type import RepeatType
    from .resource import Resource
    from .resource_status import ResourceStatus
    from .resumable_status import ResumableStatus
    from .return_mode import ReturnMode
    from .role import Role
    from .role_list import RoleList
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
    from .serial_mapping import SerialMapping
    from .set_device_project import SetDeviceProject
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
    from .stream_list import StreamList
    from .stream_quality import StreamQuality
    from .stream_url_type import StreamUrlType
    from .switch_forwarder import SwitchForwarder
    from .tcas_groups_answer import TcasGroupsAnswer
    from .topology import Topology
    from .topology_device import TopologyDevice
    from .topology_list import TopologyList
    from .track import Track
    from .track_point import TrackPoint
    from .update_annotation import UpdateAnnotation
    from .update_annotation_answer import UpdateAnnotationAnswer
    from .update_flight_status import UpdateFlightStatus
    from .upload_callback import UploadCallback
    from .upload_callback_answer import UploadCallbackAnswer
    from .upload_credential import UploadCredential
    from .upload_receipt import UploadReceipt
    from .uploaded_file import UploadedFile
    from .user_project import UserProject
    from .zip_status import ZipStatus
else:
    __getattr__, __dir__ = lazy(
        __name__,
        {
            "AddMembers": "add_members",
            "AirSenseWarning": "air_sense_warning",
            "AirSenseWarningsAnswer": "air_sense_warnings_answer",
            "AirTraffic": "air_traffic",
            "AircraftCamera": "aircraft_camera",
            "AircraftMode": "aircraft_mode",
            "AnnotationCreated": "annotation_created",
            "AnnotationDeleted": "annotation_deleted",
            "AnnotationFeature": "annotation_feature",
            "AnnotationGeometry": "annotation_geometry",
            "AnnotationResource": "annotation_resource",
            "AnnotationStyle": "annotation_style",
            "AnnotationType": "annotation_type",
            "AreaFile": "area_file",
            "AreaFileAnswer": "area_file_answer",
            "CalibrateRtk": "calibrate_rtk",
            "CameraPosition": "camera_position",
            "ChangeCamera": "change_camera",
            "ChangeLens": "change_lens",
            "CloudControlsAnswer": "cloud_controls_answer",
            "CommandRecordList": "command_record_list",
            "CommandRecords": "command_records",
            "ContinueFlight": "continue_flight",
            "ContinueFlightAnswer": "continue_flight_answer",
            "ContinuedFlight": "continued_flight",
            "ContinuedTask": "continued_task",
            "Control": "control",
            "ControlAnswer": "control_answer",
            "ControlChange": "control_change",
            "ControlEntry": "control_entry",
            "ControlGateway": "control_gateway",
            "ControlRequest": "control_request",
            "ControlStatus": "control_status",
            "ControlStatusAnswer": "control_status_answer",
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
            "CurrentUser": "current_user",
            "CurrentUserAnswer": "current_user_answer",
            "DecryptSerials": "decrypt_serials",
            "DecryptSerialsAnswer": "decrypt_serials_answer",
            "DeleteAnnotationAnswer": "delete_annotation_answer",
            "DeviceBinding": "device_binding",
            "DeviceCommand": "device_command",
            "DeviceCommandsAnswer": "device_commands_answer",
            "DeviceList": "device_list",
            "DeviceMessages": "device_messages",
            "DeviceModel": "device_model",
            "DevicePair": "device_pair",
            "DevicePosition": "device_position",
            "DeviceProperties": "device_properties",
            "DeviceReport": "device_report",
            "DeviceStateAnswer": "device_state_answer",
            "DispatchCheck": "dispatch_check",
            "DispatchCheckAnswer": "dispatch_check_answer",
            "DispatchError": "dispatch_error",
            "DockCamera": "dock_camera",
            "DockMode": "dock_mode",
            "Drone": "drone",
            "FeatureType": "feature_type",
            "FinishRouteUpload": "finish_route_upload",
            "FinishRouteUploadAnswer": "finish_route_upload_answer",
            "Flight": "flight",
            "FlightAlert": "flight_alert",
            "FlightAlertPage": "flight_alert_page",
            "FlightAlertsAnswer": "flight_alerts_answer",
            "FlightArea": "flight_area",
            "FlightAreaList": "flight_area_list",
            "FlightCreated": "flight_created",
            "FlightDetails": "flight_details",
            "FlightException": "flight_exception",
            "FlightExport": "flight_export",
            "FlightExportList": "flight_export_list",
            "FlightExportsAnswer": "flight_exports_answer",
            "FlightFolder": "flight_folder",
            "FlightList": "flight_list",
            "FlightMediaAnswer": "flight_media_answer",
            "FlightName": "flight_name",
            "FlightNameAnswer": "flight_name_answer",
            "FlightOperations": "flight_operations",
            "FlightOperationsAnswer": "flight_operations_answer",
            "FlightOperator": "flight_operator",
            "FlightRecord": "flight_record",
            "FlightRecordAnswer": "flight_record_answer",
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
            "GetOrganizationAnswer": "get_organization_answer",
            "GetResourceAnswer": "get_resource_answer",
            "GetRouteAnswer": "get_route_answer",
            "GroupVisibility": "group_visibility",
            "HmsArguments": "hms_arguments",
            "HmsLevel": "hms_level",
            "HmsList": "hms_list",
            "HmsModule": "hms_module",
            "HmsPlace": "hms_place",
            "HmsRecord": "hms_record",
            "HmsRecords": "hms_records",
            "JoinCode": "join_code",
            "JoinCodeAnswer": "join_code_answer",
            "Lens": "lens",
            "LensType": "lens_type",
            "ListAreasAnswer": "list_areas_answer",
            "ListDevicesAnswer": "list_devices_answer",
            "ListFlightsAnswer": "list_flights_answer",
            "ListForwardersAnswer": "list_forwarders_answer",
            "ListHmsAnswer": "list_hms_answer",
            "ListMapsAnswer": "list_maps_answer",
            "ListOrganizationsAnswer": "list_organizations_answer",
            "ListPermissionsAnswer": "list_permissions_answer",
            "ListProjectsAnswer": "list_projects_answer",
            "ListRolesAnswer": "list_roles_answer",
            "ListRoutesAnswer": "list_routes_answer",
            "ListStreamsAnswer": "list_streams_answer",
            "ListTopologiesAnswer": "list_topologies_answer",
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
            "OfflineMap": "offline_map",
            "OfflineMapFile": "offline_map_file",
            "OfflineMapFileAnswer": "offline_map_file_answer",
            "OfflineMapState": "offline_map_state",
            "OfflineMapStateAnswer": "offline_map_state_answer",
            "OpenObject": "open_object",
            "OperationLog": "operation_log",
            "Organization": "organization",
            "OrganizationList": "organization_list",
            "OrganizationUser": "organization_user",
            "OrganizationUserList": "organization_user_list",
            "OrganizationUsersAnswer": "organization_users_answer",
            "Pagination": "pagination",
            "PairRelay": "pair_relay",
            "ParentFlight": "parent_flight",
            "Permission": "permission",
            "PermissionList": "permission_list",
            "PrecisionType": "precision_type",
            "Project": "project",
            "ProjectAuthorization": "project_authorization",
            "ProjectCenter": "project_center",
            "ProjectDevice": "project_device",
            "ProjectDeviceAnswer": "project_device_answer",
            "ProjectList": "project_list",
            "ProjectMember": "project_member",
            "ProjectMemberList": "project_member_list",
            "ProjectMembersAnswer": "project_members_answer",
            "ProjectSortColumn": "project_sort_column",
            "ProjectUsage": "project_usage",
            "ProjectUser": "project_user",
            "ProjectUserList": "project_user_list",
            "ProjectUsersAnswer": "project_users_answer",
            "ReconstructionJob": "reconstruction_job",
            "RecordingConfig": "recording_config",
            "RecordingConfigAnswer": "recording_config_answer",
            "RecordingItem": "recording_item",
            "RelatedUser": "related_user",
            "RelayOutput": "relay_output",
            "RelayPairing": "relay_pairing",
            "RelayPairingAnswer": "relay_pairing_answer",
            "RepeatOption": "repeat_option",
            "RepeatType": "repeat_type",
            "Resource": "resource",
            "ResourceStatus": "resource_status",
            "ResumableStatus": "resumable_status",
            "ReturnMode": "return_mode",
            "Role": "role",
            "RoleList": "role_list",
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
            "SerialMapping": "serial_mapping",
            "SetDeviceProject": "set_device_project",
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
            "StreamList": "stream_list",
            "StreamQuality": "stream_quality",
            "StreamUrlType": "stream_url_type",
            "SwitchForwarder": "switch_forwarder",
            "TcasGroupsAnswer": "tcas_groups_answer",
            "Topology": "topology",
            "TopologyDevice": "topology_device",
            "TopologyList": "topology_list",
            "Track": "track",
            "TrackPoint": "track_point",
            "UpdateAnnotation": "update_annotation",
            "UpdateAnnotationAnswer": "update_annotation_answer",
            "UpdateFlightStatus": "update_flight_status",
            "UploadCallback": "upload_callback",
            "UploadCallbackAnswer": "upload_callback_answer",
            "UploadCredential": "upload_credential",
            "UploadReceipt": "upload_receipt",
            "UploadedFile": "uploaded_file",
            "UserProject": "user_project",
            "ZipStatus": "zip_status",
        },
    )

__all__ = [
    "AddMembers",
    "AircraftCamera",
    "AircraftMode",
    "AirSenseWarning",
    "AirSenseWarningsAnswer",
    "AirTraffic",
    "AnnotationCreated",
    "AnnotationDeleted",
    "AnnotationFeature",
    "AnnotationGeometry",
    "AnnotationResource",
    "AnnotationStyle",
    "AnnotationType",
    "AreaFile",
    "AreaFileAnswer",
    "CalibrateRtk",
    "CameraPosition",
    "ChangeCamera",
    "ChangeLens",
    "CloudControlsAnswer",
    "CommandRecordList",
    "CommandRecords",
    "ContinuedFlight",
    "ContinuedTask",
    "ContinueFlight",
    "ContinueFlightAnswer",
    "Control",
    "ControlAnswer",
    "ControlChange",
    "ControlEntry",
    "ControlGateway",
    "ControlRequest",
    "ControlStatus",
    "ControlStatusAnswer",
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
    "CurrentUser",
    "CurrentUserAnswer",
    "DecryptSerials",
    "DecryptSerialsAnswer",
    "DeleteAnnotationAnswer",
    "DeviceBinding",
    "DeviceCommand",
    "DeviceCommandsAnswer",
    "DeviceList",
    "DeviceMessages",
    "DeviceModel",
    "DevicePair",
    "DevicePosition",
    "DeviceProperties",
    "DeviceReport",
    "DeviceStateAnswer",
    "DispatchCheck",
    "DispatchCheckAnswer",
    "DispatchError",
    "DockCamera",
    "DockMode",
    "Drone",
    "FeatureType",
    "FinishRouteUpload",
    "FinishRouteUploadAnswer",
    "Flight",
    "FlightAlert",
    "FlightAlertPage",
    "FlightAlertsAnswer",
    "FlightArea",
    "FlightAreaList",
    "FlightCreated",
    "FlightDetails",
    "FlightException",
    "FlightExport",
    "FlightExportList",
    "FlightExportsAnswer",
    "FlightFolder",
    "FlightList",
    "FlightMediaAnswer",
    "FlightName",
    "FlightNameAnswer",
    "FlightOperations",
    "FlightOperationsAnswer",
    "FlightOperator",
    "FlightRecord",
    "FlightRecordAnswer",
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
    "GetOrganizationAnswer",
    "GetResourceAnswer",
    "GetRouteAnswer",
    "GroupVisibility",
    "HmsArguments",
    "HmsLevel",
    "HmsList",
    "HmsModule",
    "HmsPlace",
    "HmsRecord",
    "HmsRecords",
    "JoinCode",
    "JoinCodeAnswer",
    "Lens",
    "LensType",
    "ListAreasAnswer",
    "ListDevicesAnswer",
    "ListFlightsAnswer",
    "ListForwardersAnswer",
    "ListHmsAnswer",
    "ListMapsAnswer",
    "ListOrganizationsAnswer",
    "ListPermissionsAnswer",
    "ListProjectsAnswer",
    "ListRolesAnswer",
    "ListRoutesAnswer",
    "ListStreamsAnswer",
    "ListTopologiesAnswer",
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
    "OfflineMap",
    "OfflineMapFile",
    "OfflineMapFileAnswer",
    "OfflineMapState",
    "OfflineMapStateAnswer",
    "OpenObject",
    "OperationLog",
    "Organization",
    "OrganizationList",
    "OrganizationUser",
    "OrganizationUserList",
    "OrganizationUsersAnswer",
    "Pagination",
    "PairRelay",
    "ParentFlight",
    "Permission",
    "PermissionList",
    "PrecisionType",
    "Project",
    "ProjectAuthorization",
    "ProjectCenter",
    "ProjectDevice",
    "ProjectDeviceAnswer",
    "ProjectList",
    "ProjectMember",
    "ProjectMemberList",
    "ProjectMembersAnswer",
    "ProjectSortColumn",
    "ProjectUsage",
    "ProjectUser",
    "ProjectUserList",
    "ProjectUsersAnswer",
    "ReconstructionJob",
    "RecordingConfig",
    "RecordingConfigAnswer",
    "RecordingItem",
    "RelatedUser",
    "RelayOutput",
    "RelayPairing",
    "RelayPairingAnswer",
    "RepeatOption",
    "RepeatType",
    "Resource",
    "ResourceStatus",
    "ResumableStatus",
    "ReturnMode",
    "Role",
    "RoleList",
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
    "SerialMapping",
    "SetDeviceProject",
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
    "StreamList",
    "StreamQuality",
    "StreamUrlType",
    "SwitchForwarder",
    "TcasGroupsAnswer",
    "Topology",
    "TopologyDevice",
    "TopologyList",
    "Track",
    "TrackPoint",
    "UpdateAnnotation",
    "UpdateAnnotationAnswer",
    "UpdateFlightStatus",
    "UploadCallback",
    "UploadCallbackAnswer",
    "UploadCredential",
    "UploadedFile",
    "UploadReceipt",
    "UserProject",
    "ZipStatus",
]
