"""Changes of operations, parameters and answers, each with the line that tells it."""

from __future__ import annotations

from contract.changing import IMAGE, Cases, answer, members, one, page, post, price, ref, renamed, schemas

OPERATIONS: Cases = {
    # ---------------------------------------------------------------- operations
    "operation gone": (lambda s: s["paths"][IMAGE].pop("get"), "breaking: image_to_3d.list: the operation is gone"),
    "operation new": (
        lambda s: s["paths"].update(
            {"/x": {"get": {"operationId": "x.get", "responses": {"200": {"description": "Yes."}}}}}
        ),
        "safe: x.get: a new operation (x.get)",
    ),
    "path moved": (
        lambda s: renamed(s["paths"], "/openapi/v1/balance", "/openapi/v2/balance"),
        "breaking: balance.get: GET /openapi/v1/balance became GET /openapi/v2/balance",
    ),
    "operation deprecated": (
        lambda s: page(s).update(deprecated=True),
        "risky: image_to_3d.list: is deprecated (image_to_3d.list)",
    ),
    "other keyword of an operation": (
        lambda s: page(s).update({"x-rate": 5}),
        "risky: image_to_3d.list: other change: x-rate is 5, there was none",
    ),
    "links": (lambda s: page(s)["responses"]["200"].pop("links"), "safe: image_to_3d.list 200: the links differ"),
    "price": (
        lambda s: price(s).pop(),
        "risky: image_to_3d.create price: no longer 10 credits when should_texture is true (image_to_3d.estimate)",
    ),
    "price higher": (
        lambda s: price(s)[0].update(add=20),
        "risky: image_to_3d.create price: now 20 credits (image_to_3d.estimate)",
    ),
    "price twice": (lambda s: price(s).append(price(s)[0]), "risky: image_to_3d.create price: now 5 credits"),
    "server gone": (
        lambda s: s["servers"][0].update(url="https://api.example.com"),
        "breaking: servers: https://api.meshy.ai is gone",
    ),
    "server new": (
        lambda s: s["servers"].append({"url": "https://api.example.com"}),
        "safe: servers: https://api.example.com is new",
    ),
    "security of all": (lambda s: s.update(security=[{"other": []}]), "breaking: security: no longer bearerAuth"),
    "security of one": (
        lambda s: page(s).update(security=[{"other": []}]),
        "breaking: image_to_3d.list: no longer bearerAuth (image_to_3d.list)",
    ),
    "security as a choice": (lambda s: s["security"].append({"other": []}), "safe: security: now other"),
    "security dropped": (lambda s: s.update(security=[]), "safe: security: no longer bearerAuth"),
    "security scheme": (
        lambda s: s["components"]["securitySchemes"]["bearerAuth"].update(scheme="basic"),
        "breaking: securitySchemes.bearerAuth: scheme is",
    ),
    # ---------------------------------------------------------------- parameters
    "new query parameter": (
        lambda s: page(s)["parameters"].append({"name": "after", "in": "query", "schema": {"type": "string"}}),
        "safe: image_to_3d.list after: a new parameter (image_to_3d.list(after=))",
    ),
    "new required parameter": (
        lambda s: page(s)["parameters"].append({"name": "after", "in": "query", "required": True}),
        "breaking: image_to_3d.list after: a new parameter that is required",
    ),
    "parameter gone": (
        lambda s: page(s)["parameters"].pop(),
        "breaking: image_to_3d.list sort_by: the parameter is gone (image_to_3d.list(sort_by=))",
    ),
    "parameter in a header": (
        lambda s: s["components"]["parameters"]["PageSize"].update({"in": "header"}),
        "breaking: image_to_3d.list page_size: the parameter is gone (image_to_3d.list(page_size=))",
    ),
    "parameter required": (
        lambda s: s["components"]["parameters"]["PageSize"].update(required=True),
        "breaking: PageSize: is required now",
    ),
    "parameter style": (
        lambda s: s["components"]["parameters"]["PageSize"].update(explode=False),
        "risky: PageSize: other change: explode is false, there was none",
    ),
    "lower maximum": (
        lambda s: s["components"]["parameters"]["PageSize"]["schema"].update(maximum=20),
        "breaking: PageSize: maximum is 20, it was 50 (image_to_3d.list(page_size=), multi_image",
    ),
    "higher maximum": (
        lambda s: s["components"]["parameters"]["PageSize"]["schema"].update(maximum=100),
        "safe: PageSize: maximum is 100, it was 50",
    ),
}
ANSWERS: Cases = {
    "new status": (
        lambda s: page(s)["responses"].update({"204": {"description": "Nothing."}}),
        "breaking: image_to_3d.list 204: a new answer",
    ),
    "another good status": (
        lambda s: renamed(post(s)["responses"], "202", "200"),
        "risky: image_to_3d.create 202: is answered no longer",
    ),
    "new error": (
        lambda s: page(s)["responses"].update({"410": {"description": "Gone."}}),
        "risky: image_to_3d.list 410: a new answer",
    ),
    "another error answer": (
        lambda s: page(s)["responses"].update({"400": {"$ref": "#/components/responses/Deleted"}}),
        "risky: image_to_3d.list 400: is Deleted, it was BadRequest (image_to_3d.list)",
    ),
    "message of an error": (
        lambda s: members(s, "Error").pop("message"),
        "risky: Error.message: is gone (balance.get, image_to_3d.create",
    ),
    "media type of an answer": (
        lambda s: renamed(page(s)["responses"]["200"]["content"], "application/json", "text/plain"),
        "breaking: image_to_3d.list 200: application/json is no longer its media type",
    ),
    "another answer": (
        lambda s: answer(page(s)).update(schema=ref("ResizeTaskList")),
        "breaking: ImageTo3DTaskList[]: is ResizeTask, it was ImageTo3DTask (image_to_3d.list)",
    ),
    "items of an answer": (
        lambda s: schemas(s)["ImageTo3DTaskList"].update(items=ref("ResizeTask")),
        "breaking: ImageTo3DTaskList[]: is ResizeTask, it was ImageTo3DTask (image_to_3d.list)",
    ),
    "answer gone": (
        lambda s: members(s, "Task").pop("progress"),
        "breaking: Task.progress: is gone (ImageTo3DTask.progress, MultiImageTo3DTask.progress, ",
    ),
    "answer new": (
        lambda s: members(s, "GeneratedTask").update(list={"type": "integer"}),
        "safe: GeneratedTask.list: is new (ImageTo3DTask.list_, MultiImageTo3DTask.list_)",
    ),
    "answer optional": (
        lambda s: schemas(s)["Task"]["required"].remove("progress"),
        "breaking: Task.progress: is optional now (ImageTo3DTask.progress, Multi",
    ),
    "answer certain": (
        lambda s: schemas(s)["Task"]["required"].append("created_at"),
        "safe: Task.created_at: is required now",
    ),
    "required beside a reference": (
        lambda s: answer(one(s))["schema"]["required"].remove("model_urls"),
        "breaking: image_to_3d.get 200.model_urls: is optional now (ImageTo3DTask.model_urls)",
    ),
    "certain answer null": (
        lambda s: members(s, "Task")["progress"].update(type=["integer", "null"]),
        "breaking: Task.progress: may be null now",
    ),
    "uncertain answer null": (
        lambda s: members(s, "Task")["preceding_tasks"].update(type=["integer", "null"]),
        "risky: Task.preceding_tasks: may be null now",
    ),
    "answer never null": (
        lambda s: members(s, "Task").update(task_error=ref("TaskError")),
        "safe: TaskError: may be null no longer (ImageTo3DTask.task_error",
    ),
    "alternative": (
        lambda s: members(s, "Task")["task_error"]["oneOf"].append({"type": "string"}),
        "breaking: Task.task_error: ",
    ),
    "another alternative": (
        lambda s: members(s, "Task")["task_error"]["oneOf"].__setitem__(0, ref("ModelUrls")),
        "breaking: Task.task_error: is ModelUrls, it was TaskError (ImageTo3DTask.task_error, Multi",
    ),
    "another type answered": (
        lambda s: members(s, "Task")["progress"].update(type="number"),
        "breaking: Task.progress: type is ",
    ),
    "answered value": (lambda s: schemas(s)["TaskStatus"]["enum"].append("X"), "safe: TaskStatus: 'X' is a new value"),
    "answered enum closed": (
        lambda s: schemas(s)["TaskStatus"].pop("x-open-enum"),
        "safe: TaskStatus: no other values than the listed ones any more",
    ),
    "promise gone": (
        lambda s: schemas(s)["Task"]["allOf"].pop(0),
        "risky: Task: no rule any more: a SUCCEEDED task",
    ),
    "wider answer": (
        lambda s: members(s, "Task")["progress"].update(maximum=200),
        "risky: Task.progress: maximum is 200, it was 100",
    ),
    "error of an event": (
        lambda s: members(s, "StreamError").pop("status_code"),
        "breaking: StreamError.status_code: is gone (StreamError.status_code)",
    ),
    "event": (
        lambda s: s["paths"][IMAGE + "/{id}/stream"]["get"]["responses"]["200"]["content"]["text/event-stream"].update(
            {"x-item-schema": ref("ResizeTask")}
        ),
        "breaking: image_to_3d.stream 200 event: is ResizeTask, it was ImageTo3DTask (image_to_3d.stream)",
    ),
    "header gone": (
        lambda s: post(s)["responses"]["202"]["headers"].pop("x-request-id"),
        "risky: RequestId: the header x-request-id is gone (image_to_3d.create)",
    ),
    "header new": (
        lambda s: post(s)["responses"]["202"]["headers"].update({"x-cost": {"schema": {"type": "integer"}}}),
        "safe: image_to_3d.create 202 x-cost: the header x-cost is new (image_to_3d.create)",
    ),
    "header of another type": (
        lambda s: s["components"]["headers"]["RetryAfter"]["schema"].update(type="string"),
        "risky: RetryAfter: type is 'string', it was 'integer'",
    ),
}
