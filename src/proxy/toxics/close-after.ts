import type { Stage, StageContext, ToxicType } from "../types";
import { Alarm, LONGEST_DELAY } from "./alarm";

/** Ends the connection `delay` ms after it began (or after the toxic was added), data or not, by `how`: a firewall's time limit. */
export const closeAfter: ToxicType = {
  type: "close_after",
  attributes: {
    delay: { kind: "int", default: 0, min: 0, max: LONGEST_DELAY },
    how: { kind: "text", default: "fin", oneOf: ["fin", "rst"] },
  },
  borrows: true,
  create: (context) => new CloseAfter(context),
};

class CloseAfter implements Stage {
  private readonly alarm: Alarm;
  private readonly began: number;

  constructor(private readonly context: StageContext) {
    this.alarm = new Alarm(context);
    this.began = context.now();
    this.updated();
  }

  updated(): void {
    const delay = this.context.number("delay");
    const how = this.context.attributes["how"] === "rst" ? "rst" : "fin";
    this.alarm.set(this.began + delay - this.context.now(), () => {
      this.context.decide(`close by ${how.toUpperCase()} after ${delay} ms`);
      this.context.close(how, `after ${delay} ms`);
    });
  }
}
