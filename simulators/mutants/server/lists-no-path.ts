import type { ServerMutant } from "./types";

export const listsNoPath: ServerMutant = {
  name: "lists-no-path",
  breaks: ["RC-014"],
  says: "GetEndpoints returns the EndpointUrl of its ReverseHello without its path.",
  server(server) {
    server.once("post_initialize", () => {
      for (const description of server.endpoints.flatMap((endpoint) => endpoint.endpointDescriptions())) {
        const { endpointUrl } = description;
        const value = endpointUrl?.replace(/(?<=[^/])\/(?!\/).*$/, "");
        if (value !== endpointUrl) Object.defineProperty(description, "endpointUrl", { value });
      }
    });
  },
};
