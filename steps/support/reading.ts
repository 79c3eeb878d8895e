import { setDefinitionFunctionWrapper } from "@cucumber/cucumber";
import { ConformanceError, isJudgement, SurvivalError } from "../../src/suite/expect";
import { ReverseHelloWorld } from "./world";

type Code = (this: unknown, ...args: unknown[]) => unknown;

/**
 * What a step of a `@reading` scenario finds, and what any step finds as a reading, is a remark of ours at its requirement, and marks no
 * scenario as failed: to Cucumber the rest of it was skipped, and the After hook tells the run what was found. To serve nobody any more is
 * no matter of reading.
 */
setDefinitionFunctionWrapper(function (code: Code): Code {
  return async function (this: unknown, ...args) {
    try {
      return await code.apply(this, args);
    } catch (error) {
      if (!(this instanceof ReverseHelloWorld) || !isJudgement(error) || error instanceof SurvivalError) throw error;
      if (!this.isReading && !(error instanceof ConformanceError && error.isReading)) throw error;
      this.remark = error;
      return "skipped";
    }
  };
});
