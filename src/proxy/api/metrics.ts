import type { FaultProxy } from "../proxy";

/** Toxiproxy's two counters, live, and two of our own, in Prometheus' text format. */
export function renderMetrics(proxies: readonly FaultProxy[]): string {
  const lines: string[] = [];
  const family = (name: string, type: string, help: string, sample: (proxy: FaultProxy) => string[]) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...proxies.flatMap(sample));
  };
  for (const what of ["received", "sent"] as const) {
    const name = `toxiproxy_proxy_${what}_bytes_total`;
    family(name, "counter", `The total number of bytes ${what} on a given proxy link in a given direction`, (proxy) =>
      (["downstream", "upstream"] as const).map((stream) => {
        const labels = { direction: stream, listener: proxy.listen, proxy: proxy.name, upstream: proxy.upstream };
        return `${name}{${renderLabels(labels)}} ${proxy.counters[stream][what]}`;
      }),
    );
  }
  family("reverse_hello_proxy_connections", "gauge", "Connections that are open", (proxy) => [
    `reverse_hello_proxy_connections{${renderLabels({ proxy: proxy.name })}} ${proxy.connections}`,
  ]);
  family("reverse_hello_proxy_connections_total", "counter", "Connections accepted", (proxy) => [
    `reverse_hello_proxy_connections_total{${renderLabels({ proxy: proxy.name })}} ${proxy.total}`,
  ]);
  return `${lines.join("\n")}\n`;
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  const escape = (text: string) => text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escape(value)}"`)
    .join(",");
}
