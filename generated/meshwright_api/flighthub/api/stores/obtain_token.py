from __future__ import annotations

from ...._runtime import Operation
from ...models.obtain_token_answer import ObtainTokenAnswer


def obtain_token() -> Operation[ObtainTokenAnswer]:
    """Get an upload credential.

    Temporary credentials that may write, and nothing else, into the store, for one new resource. Its uuid is no
    field of the answer but the last segment of store_path before `{fileName}`.
    """
    return Operation(
        name="stores.obtain_token",
        method="POST",
        path="/openapi/v0.1/open_model/stores/obtain_token",
        parse=ObtainTokenAnswer.from_dict,
    )
