import { readFile } from "node:fs/promises";
import { get_mini_nodeset_filename, nodesetToImage } from "node-opcua";

let image: Promise<Uint8Array> | undefined;

/**
 * The small nodeset, as node-opcua's own precompiled image of the file: a process that starts many servers parses the XML once. Each
 * server builds its own address space from it.
 */
export const SMALL_NODESET = {
  name: "mini.Nodeset2.xml",
  source: async function* () {
    yield await (image ??= compile());
  },
};

async function compile(): Promise<Uint8Array> {
  return nodesetToImage({ name: SMALL_NODESET.name, source: await readFile(get_mini_nodeset_filename()) });
}
