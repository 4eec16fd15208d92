"""Resources that leave nothing on a machine: log, ohai, notify_group, what serves the configuration tool itself."""

from __future__ import annotations

from translator.graph.nodes import Node
from translator.graph.reader import RESOURCES, Reader

REASONS = {
    "log": "it only writes a message",
    "notify": "it only writes a message",
    "notify_group": "it only passes a notification on",
    "breakpoint": "it only stops the configuration tool",
    "ohai": "it only reloads the configuration tool's facts",
    "ohai_plugin": "it serves the configuration tool's facts",
    "chef_handler": "it serves the configuration tool's own run",
    "chef_sleep": "it only waits",
    "alternatives_refresh": "it leaves nothing behind",
    "inspec_input": "it serves the configuration tool's own checks",
    "inspec_waiver": "it serves the configuration tool's own checks",
    "Notify": "it only writes a message",
    "Anchor": "it only marks a place in the order",
    "Stage": "it only sets the order of classes",
    "Schedule": "it only says when the configuration tool applies a resource",
    "Filebucket": "it keeps old versions of files for the configuration tool",
    "Concat_file": "it makes the file that it is named by",
    "Concat_fragment": "it is part of a file",
    "Mysql_datadir": "the server's data directory is made when its container first starts",
    "Postgresql_conn_validator": "it only waits for a running server",
    "Mongodb_conn_validator": "it only waits for a running server",
    "Puppetdb_conn_validator": "it only waits for a running server",
    "Es_instance_conn_validator": "it only waits for a running server",
    "Grafana_conn_validator": "it only waits for a running server",
}


@RESOURCES.register(*REASONS)
def silent(reader: Reader) -> Node:
    """Nothing, and why."""
    return reader.silent(REASONS[reader.type])


@RESOURCES.register("http_request")
def http_request(reader: Reader) -> Node:
    """A request that the machine once sent: an image has nobody to send it for."""
    advice = "send the request from the deployment (a Job) if it is still needed"
    return reader.manual("a request to another machine cannot be part of an image", advice)
