const { After, Before, Given, Then } = require("@cucumber/cucumber");

const MEDIA_TYPE = "application/vnd.reverse-hello.scenario+json";
const say = (world, report) => world.attach(JSON.stringify(report), MEDIA_TYPE);
let attempts = 0;

Before({ tags: "@break-before" }, () => {
  throw new Error("no port left");
});
After({ tags: "@break-after" }, () => {
  throw new Error("cannot stop the SUT");
});
After({ tags: "@finds-after" }, function () {
  say(this, { findings: [{ requirement: "RC-022", expected: "one Hello", actual: "2 Hellos" }] });
  throw new Error("RC-022: expected one Hello; got 2 Hellos");
});
Given("nothing", () => {});
Given("a prerequisite that fails", () => {
  throw new Error("the SUT did not start");
});
Then("the SUT is found wrong", function () {
  say(this, { observed: "redial after 10 ms" });
  throw new Error("expected no dial before 200 ms; got one after 10 ms");
});
Then("the capability {string} is missing", function (name) {
  say(this, { notApplicable: `capability ${name} is not claimed` });
  return "skipped";
});
Then("the suite remarks {string}", function (remark) {
  say(this, { remark, observed: "ACK" });
  return "skipped";
});
Then("it is skipped", () => "skipped");
Then("it is pending", () => "pending");
Then("a checker finds {string}", function (requirement) {
  say(this, { findings: [{ requirement, expected: "F", actual: "C" }] });
});
Then("the harness is defect", () => {
  return undefined.property;
});
Then("{int} is odd", (n) => {
  if (n % 2 === 0) throw new Error(`expected odd; got ${n}`);
});
Then("it passes at the second attempt", () => {
  attempts += 1;
  if (attempts === 1) throw new Error("expected 2; got 1");
});
Then("the prerequisite turns out to be missing", function () {
  say(this, { couldNotRun: "no IPv6 on this machine" });
  throw new Error("expected a dial; got none");
});
