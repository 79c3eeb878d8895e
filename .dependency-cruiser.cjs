// Arrows between rooms (docs/architecture.md): each room may import the rooms named here, and nothing else of ours.
const ROOMS = {
  "src/vocabulary": [],
  "src/text": [],
  "src/files": [],
  "src/sockets": [],
  "src/protocol": ["src/vocabulary"],
  "src/trace": ["src/protocol", "src/vocabulary"],
  "src/proxy": ["src/trace", "src/protocol", "src/files", "src/sockets", "src/vocabulary"],
  "src/capture": ["src/trace", "src/protocol", "src/files", "src/vocabulary"],
  simulators: ["src/trace", "src/protocol", "src/files", "src/sockets", "src/vocabulary"],
  "src/suite": ["simulators", "src/proxy", "src/capture", "src/trace", "src/protocol", "src/files", "src/sockets", "src/text", "src/vocabulary"],
  "src/report": ["src/suite", "src/trace", "src/protocol", "src/files", "src/text", "src/vocabulary"],
  "src/reproduce": ["src/suite", "src/report", "src/capture", "src/proxy", "simulators", "src/trace", "src/protocol", "src/files", "src/text", "src/vocabulary"],
  "src/mutants": ["src/suite", "src/cli", "simulators", "src/files", "src/text", "src/vocabulary"],
  steps: ["src/suite", "src/trace", "src/protocol", "src/text", "src/vocabulary"],
};
const path = (room) => `^${room}/`;

module.exports = {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(ROOMS).map(([room, below]) => ({
      name: `arrows-of-${room.replace("src/", "")}`,
      severity: "error",
      from: { path: path(room) },
      to: { path: "^(src|simulators|steps|test|bench|scripts|features)/", pathNot: [room, ...below].map(path) },
    })),
  ],
  options: { tsPreCompilationDeps: true, doNotFollow: { path: "node_modules" }, tsConfig: { fileName: "tsconfig.json" } },
};
