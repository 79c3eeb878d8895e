import type { LinkView } from "../../trace";
import { clientCheckers } from "./client";
import { serverCheckers } from "./server";
import type { Finding } from "./types";

export type { Finding } from "./types";

/** Closed world: what every connection of every scenario must keep to, whatever the scenario is about. */
export function checkRecord(views: Iterable<LinkView>): Finding[] {
  return [...views].flatMap((view) =>
    (view.sut === "server" ? serverCheckers : clientCheckers).flatMap((checker) => checker.check(view)),
  );
}
