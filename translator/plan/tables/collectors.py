"""Images of sidecars. Source: the projects' own documentation, July 2026; the settings overrule any of them."""

from __future__ import annotations

from translator.load.project import Settings

IMAGES = {
    "fluent-bit": "cr.fluentbit.io/fluent/fluent-bit:5.1.1",
    "vector": "docker.io/timberio/vector:0.56.0-distroless-libc",
    "opentelemetry": "otel/opentelemetry-collector-contrib:0.159.0",
    "rsyslog": "rsyslog/rsyslog-collector:2025-06",
    "nginx": "nginx/nginx-prometheus-exporter:1.5.3",
    "mysql": "prom/mysqld-exporter:v0.20.0",
    "redis": "oliver006/redis_exporter:v1.88.0",
    "postgresql": "quay.io/prometheuscommunity/postgres-exporter:v0.20.1",
    "memcached": "quay.io/prometheus/memcached-exporter:v0.16.0",
    "apache": "lusitaniae/apache_exporter:v1.1.1",
    "mongodb": "percona/mongodb_exporter:0.53.0",
    "php-fpm": "hipages/php-fpm_exporter:2.2.0",
    "statsd": "prom/statsd-exporter:v0.30.0",
    "collectd": "prom/collectd-exporter:v0.7.1",
    "graphite": "prom/graphite-exporter:v0.17.0",
    # The project itself publishes only a jar; this image of it serves the same version on its own.
    "jmx": "bitnami/jmx-exporter:1.6.0",
}

PORTS = {
    "nginx": 9113,
    "mysql": 9104,
    "redis": 9121,
    "postgresql": 9187,
    "memcached": 9150,
    "apache": 9117,
    "mongodb": 9216,
    "php-fpm": 9253,
    "statsd": 9102,
    "collectd": 9103,
    "graphite": 9108,
    "jmx": 5556,
}


def collector_image(name: str, settings: Settings) -> str:
    """Return the image of a collector by its name in this table."""
    return settings.collectors.get(name, IMAGES[name])
