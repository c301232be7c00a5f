"""A runner for the part of Arazzo 1.0 that our workflows use, over the public form that they name: steps in order,
inputs and outputs, success criteria, retries. Everything else is refused rather than passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
from attrs import define, field

Json = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
EMBEDDED = re.compile(r"\{(\$[^}]+)\}")
CONDITION = re.compile(r"(\S+) == (?:'([^']*)'|(-?\d+))")
STEP = {"stepId", "description", "operationId", "parameters", "requestBody", "successCriteria", "onFailure", "outputs"}


class Failed(Exception):
    """A step did not come to its success; the text names it and quotes the answer."""


@define
class Run:
    """One run of a workflow."""

    openapi: Json
    workflow: Json
    http: httpx.Client
    pause: Callable[[float], None]
    inputs: Json
    steps: dict[str, Json] = field(factory=dict[str, Json])
    sent: list[str] = field(factory=list[str])

    def outputs(self) -> Json:
        """Go through the steps and return the outputs of the workflow; raises Failed."""
        for step in self.workflow["steps"]:
            assert set(step) <= STEP, f"{step['stepId']}: {set(step) - STEP} is not known here"
            self.steps[step["stepId"]] = self.done(step)
        return self.value(self.workflow["outputs"], None)

    def done(self, step: Json) -> Json:
        """Send a step until it succeeds, and return its outputs."""
        tries = 0
        while True:
            response = self.call(step)
            if all(self.holds(one, response) for one in step["successCriteria"]):
                return self.value(step.get("outputs", {}), response)
            actions = step.get("onFailure", [])
            action = next(
                (a for a in actions if all(self.holds(one, response) for one in a.get("criteria", []))), {"type": "end"}
            )
            tries += 1
            if action["type"] != "retry" or tries > action["retryLimit"]:
                raise Failed(f"{step['stepId']}: {response.status_code} {response.text[:500]}")
            self.pause(action["retryAfter"])

    def call(self, step: Json) -> httpx.Response:
        path, method = next(
            (path, method)
            for path, item in self.openapi["paths"].items()
            for method in METHODS
            if item.get(method, {}).get("operationId") == step["operationId"]
        )
        headers: dict[str, str] = {}
        for given in [*self.workflow.get("parameters", []), *step.get("parameters", [])]:
            value = str(self.value(given["value"], None))
            if given["in"] == "header":
                headers[given["name"]] = value
            else:
                assert given["in"] == "path"
                assert "{" + given["name"] + "}" in path
                path = path.replace("{" + given["name"] + "}", value)
        body = self.value(step["requestBody"]["payload"], None) if "requestBody" in step else None
        self.sent.append(step["stepId"])
        return self.http.request(method, path, headers=headers, json=body)

    def value(self, part: Any, response: httpx.Response | None) -> Any:
        """Return a part of the document with its expressions replaced by what they stand for."""
        if isinstance(part, dict):
            return {name: self.value(value, response) for name, value in part.items()}
        if not isinstance(part, str):
            return part
        if part.startswith("$"):
            return self.expression(part, response)
        return EMBEDDED.sub(lambda found: str(self.expression(found[1], response)), part)

    def expression(self, text: str, response: httpx.Response | None) -> Any:
        if text.startswith("$response.body#/"):
            assert response is not None
            found = response.json()
            for step in text.partition("#/")[2].split("/"):
                found = found.get(step) if isinstance(found, dict) else None
            return found
        match text.removeprefix("$").split("."):
            case ["statusCode"]:
                assert response is not None
                return response.status_code
            case ["inputs", name]:
                return self.inputs[name]
            case ["steps", step, "outputs", name]:
                return self.steps[step][name]
        raise AssertionError(f"{text} is not known here")

    def holds(self, criterion: Json, response: httpx.Response) -> bool:
        """Return whether a simple criterion holds."""
        assert set(criterion) == {"condition"}, criterion
        found = CONDITION.fullmatch(criterion["condition"])
        assert found, criterion
        wanted = found[2] if found[3] is None else int(found[3])
        return bool(self.expression(found[1], response) == wanted)
