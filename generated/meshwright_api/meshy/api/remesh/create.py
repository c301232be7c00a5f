from __future__ import annotations

from ...._runtime import UNSET, File, Operation, Unset
from ...models.converted_format import ConvertedFormat
from ...models.create_remesh import CreateRemesh
from ...models.task_created import TaskCreated
from ...models.topology import Topology


def create(
    *,
    target_formats: list[ConvertedFormat] | Unset = UNSET,
    topology: Topology | Unset = UNSET,
    target_polycount: int | Unset = UNSET,
    decimation_mode: int | Unset = UNSET,
    alpha_thumbnail: bool | Unset = UNSET,
    input_task_id: str | Unset = UNSET,
    model_url: File | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Remesh task.

    Makes new faces for a model, about as many as asked for; its texture is kept. Five credits.

    Args:
        target_formats: Which files to make. Left out, a GLB. (at least 1; one of glb, fbx, obj, usdz, blend, stl,
            3mf; the service's default is ["glb"])
        topology: `quad` asks for mostly four-sided faces, `triangle` for a decimated triangle mesh. (one of quad,
            triangle; the service's default is triangle)
        target_polycount: Wanted number of faces; the result may deviate with the complexity of the geometry.
            (from 100; to 300000; the service's default is 30000)
        decimation_mode: 1 ultra, 2 high, 3 medium, 4 low; overrides target_polycount. (from 1; to 4)
        alpha_thumbnail: Also make a thumbnail with a transparent background. (the service's default is false)
        input_task_id: A SUCCEEDED Meshy task whose model is remeshed. Wins over model_url.
        model_url: The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type
            application/octet-stream. (a path, bytes or an open file is sent as a data URI)
    """
    return Operation(
        name="remesh.create",
        method="POST",
        path="/openapi/v1/remesh",
        parse=TaskCreated.from_dict,
        body=CreateRemesh(
            target_formats=target_formats,
            topology=topology,
            target_polycount=target_polycount,
            decimation_mode=decimation_mode,
            alpha_thumbnail=alpha_thumbnail,
            input_task_id=input_task_id,
            model_url=model_url,
        ).to_dict(),
        files={"model_url": ("application/octet-stream",)},
    )
