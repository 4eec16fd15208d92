"""The emitted order respects every edge, keeps the given order where it may, and a cycle is told."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.graph.builders import machine, step
from translator.diagnostics import Code
from translator.evaluate.catalog import ResourceId
from translator.graph.build import build_graph
from translator.graph.nodes import Edge, EdgeKind
from translator.graph.order import topological


def edges(pairs):
    return tuple(Edge(before=before, after=after, kind=EdgeKind.REQUIRE) for before, after in pairs)


@given(st.permutations(range(12)), st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30))
def test_every_edge_is_respected(rank, pairs):
    forward = [(a, b) for a, b in pairs if rank.index(a) < rank.index(b)]
    order, cut = topological(12, edges(forward))
    assert cut == []
    assert sorted(order) == list(range(12))
    assert all(order.index(a) < order.index(b) for a, b in forward)


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1])))
def test_an_order_that_holds_already_stays(pairs):
    assert topological(10, edges(pairs)) == (list(range(10)), [])


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] != pair[1])))
def test_a_cycle_loses_no_node(pairs):
    order, _ = topological(8, edges(pairs))
    assert sorted(order) == list(range(8))


def test_a_cycle_of_the_catalog_is_a_diagnostic():
    catalog = machine(step("file", "/a", content="1"), step("file", "/b", content="2"))
    first, second = (ResourceId(type="file", name=path) for path in ("/a", "/b"))
    graph = build_graph(replace(catalog, edges=((first, second), (second, first))))
    assert [(said.code, said.message) for said in graph.diagnostics] == [
        (Code.ORDER_CYCLE, "file[/a] must run before itself")
    ]


def test_a_catalog_with_edges_of_its_own_is_put_in_order():
    catalog = machine(step("file", "/a", content="1"), step("file", "/b", content="2"))
    later, sooner = (ResourceId(type="file", name=path) for path in ("/a", "/b"))
    graph = build_graph(replace(catalog, edges=((sooner, later),)))
    assert [node.origin.resource.name for node in graph.nodes] == ["/b", "/a"]
    assert [node.index for node in graph.nodes] == [0, 1]
