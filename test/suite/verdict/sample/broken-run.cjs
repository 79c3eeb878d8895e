const { BeforeAll } = require("@cucumber/cucumber");

BeforeAll(() => {
  throw new Error("no certificate could be made");
});
