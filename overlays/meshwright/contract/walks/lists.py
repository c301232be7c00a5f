"""Pages of lists at and beyond their bounds."""

from __future__ import annotations

from ..samples import CREATES
from .bench import Bench, place_of


def pages(bench: Bench) -> None:
    """Make enough tasks of each kind for several pages, some at the same moment, and cut them in every way."""
    for kind, body in bench.bodies().items():
        begun = len(bench.call("GET", place_of(kind), query="page_size=50").data)
        for number in range(23 - begun):
            bench.create(kind, body)
            bench.advance(0.0 if number % 5 == 0 else 0.05)
    for kind in CREATES:
        whole: list[str] = []
        for page in (1, 2, 3, 4, 1000000):
            answer = bench.call("GET", place_of(kind), query=f"page_num={page}")
            whole += [task["id"] for task in answer.data] if answer.status == 200 else []
        bench.expect(len(whole) == len(set(whole)) == 23, f"{kind}: pages hold {len(whole)} of 23 tasks")
        for query in ("page_size=1", "page_size=50", "page_size=23&page_num=1", "page_num=2&page_size=22"):
            for order in ("", "&sort_by=-created_at", "&sort_by=%2Bcreated_at"):
                bench.call("GET", place_of(kind), query=query + order)
        largest = _largest(bench)
        bad = ("page_num=0", "page_num=-1", "page_num=x", "page_num=", "page_size=0", "page_size=1.5", "page_size=%20")
        for query in (*bad, f"page_size={largest + 1}", "sort_by=created_at", "sort_by=+created_at", "sort_by=id"):
            answer = bench.call("GET", place_of(kind), query=query)
            bench.expect(answer.status == 400, f"{kind}?{query} answers {answer.status}")
        for query in (f"page_size={largest}", "frobnicate=1"):
            bench.expect(bench.call("GET", place_of(kind), query=query).status == 200, f"{kind}?{query} is refused")


def _largest(bench: Bench) -> int:
    maximum: int = bench.oracle.spec["components"]["parameters"]["PageSize"]["schema"]["maximum"]
    return maximum


def holes(bench: Bench) -> None:
    """Delete from the middle and the ends; what is left stays in order."""
    for kind, body in bench.bodies().items():
        ids = [bench.create(kind, body) for _ in range(5)]
        for id in (ids[2], ids[0], ids[4]):
            bench.call("DELETE", f"{place_of(kind)}/{id}")
            for query in ("", "sort_by=%2Bcreated_at", "page_size=1&page_num=2"):
                bench.call("GET", place_of(kind), query=query)


LISTS = (pages, holes)
