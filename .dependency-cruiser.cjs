// The house (docs/architecture.md): a room may import the rooms that are named here, and nothing else of ours. Arrows point down.
const GROUND = ["src/vocabulary", "src/text", "src/files", "src/sockets", "src/objects", "src/waiting"];
const WIRE = ["src/trace", "src/protocol", ...GROUND];
const JUDGED = ["src/suite/verdict", "src/suite/catalogue"];

const ROOMS = {
  "src/vocabulary": [],
  "src/text": ["src/vocabulary"],
  "src/files": ["src/vocabulary", "src/text"],
  "src/sockets": [],
  "src/objects": [],
  "src/waiting": [],
  "src/protocol": ["src/vocabulary"],
  "src/trace": ["src/protocol", "src/vocabulary", "src/text", "src/waiting"],
  "src/proxy": WIRE,
  "src/capture": WIRE,
  "src/lab": WIRE,
  simulators: WIRE,
  "src/suite/catalogue": GROUND,
  "src/suite/verdict": ["src/suite/catalogue", ...GROUND],
  "src/suite": ["simulators", "src/proxy", "src/lab", "src/capture", ...WIRE],
  "src/report": [...JUDGED, ...WIRE],
  "src/reproduce": ["src/suite", "src/report", "src/lab", "src/capture", "src/proxy", "simulators", ...WIRE],
  "src/judge": ["src/suite", "src/report", "src/capture", ...WIRE],
  "src/load": ["src/report", "simulators", ...WIRE],
  "src/prove": ["src/suite", "src/proxy", "simulators", ...WIRE],
  "src/mutants": ["src/prove", "src/cli/commands/simulate", "src/suite", "simulators", ...WIRE],
  steps: ["src/suite", "src/report", "src/lab", "src/capture", "src/proxy", "simulators", ...WIRE],
  "src/cli": ["src", "simulators"],
};

/** What a room must not take from outside: it would no longer be what the others rely on. */
const OUTSIDE = {
  "src/vocabulary": ["^node:", "node_modules"],
  "src/protocol": ["^(node:)?(net|fs|fs/promises|child_process|dgram|tls)$", "node_modules/node-opcua"],
  "src/proxy": ["node_modules/node-opcua"],
  "src/report": ["node_modules/node-opcua"],
};

const folder = (room) => `^${room}/`;
const OURS = "^(src|simulators|steps|test|bench|scripts|features)/";

module.exports = {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(ROOMS).map(([room, below]) => ({
      name: `arrows-of-${room.replace("src/", "").replace("/", "-")}`,
      severity: "error",
      from: { path: folder(room) },
      to: { path: OURS, pathNot: [room, ...below].map(folder) },
    })),
    ...Object.entries(OUTSIDE).map(([room, kept]) => ({
      name: `outside-of-${room.replace("src/", "")}`,
      severity: "error",
      from: { path: folder(room) },
      to: { path: kept },
    })),
  ],
  options: { tsPreCompilationDeps: true, doNotFollow: { path: "node_modules" }, tsConfig: { fileName: "tsconfig.json" } },
};
