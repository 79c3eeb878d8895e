import assert from "node:assert/strict";
import { test } from "node:test";
import { AddressSpace, generateAddressSpace, get_mini_nodeset_filename, setWarningLogger } from "node-opcua";
import { SMALL_NODESET } from "../../../simulators/server/nodeset";

// An export tells what a small nodeset leaves out.
setWarningLogger(() => undefined);

type Source = Parameters<typeof generateAddressSpace>[1];

test("servers of one process build the same address space from the image as from the file", async () => {
  const expected = await exported(get_mini_nodeset_filename());
  assert.ok(expected.length > 50_000, `${expected.length} characters`);
  // The first makes the image, the second takes it.
  assert.equal(await exported([SMALL_NODESET]), expected);
  assert.equal(await exported([SMALL_NODESET]), expected);
});

test("what one address space changes is in no other", async () => {
  const changed = await loaded([SMALL_NODESET]);
  const other = await loaded([SMALL_NODESET]);
  try {
    changed.getDefaultNamespace().addObject({ browseName: "Added", organizedBy: changed.rootFolder.objects });
    assert.ok(changed.rootFolder.objects.getFolderElementByName("Added"));
    assert.equal(other.rootFolder.objects.getFolderElementByName("Added"), null);
  } finally {
    changed.dispose();
    other.dispose();
  }
});

async function loaded(source: Source): Promise<AddressSpace> {
  const addressSpace = AddressSpace.create();
  await generateAddressSpace(addressSpace, source);
  return addressSpace;
}

/** Everything in it, as XML; the date is that of the export. */
async function exported(source: Source): Promise<string> {
  const addressSpace = await loaded(source);
  try {
    return addressSpace
      .getDefaultNamespace()
      .toNodeset2XML()
      .replaceAll(/(LastModified|PublicationDate)="[^"]*"/g, "");
  } finally {
    addressSpace.dispose();
  }
}
