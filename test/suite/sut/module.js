"use strict";
// A SUT as a Node module, for tests of the warm host.
/* global setImmediate */
exports.main = async (argv, io) => {
  io.out(`started ${argv.join(" ")} in ${io.cwd} with ${io.env.OWN} by ${process.pid}`);
  if (argv[0] === "throw") throw new Error("it broke");
  if (argv[0] === "crash")
    setImmediate(() => {
      throw new Error("it crashed");
    });
  if (argv[0] === "code") return Number(argv[1]);
  await new Promise((resolve) => {
    if (argv[0] !== "deaf") io.signal.addEventListener("abort", resolve);
  });
  io.err("bye");
  return 0;
};
