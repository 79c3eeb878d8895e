/** The library: `import { ReverseConnectServer } from "reverse-hello"`. */
export * from "../simulators/server";
