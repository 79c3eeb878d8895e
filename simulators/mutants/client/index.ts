import { answersErrors } from "./answers-errors";
import { anyChannel } from "./any-channel";
import { anyHostName } from "./any-host-name";
import { anyMeansNone } from "./any-means-none";
import { anythingAcknowledges } from "./anything-acknowledges";
import { believesTheReverseHello } from "./believes-the-reverse-hello";
import { certificateForEver } from "./certificate-for-ever";
import { closesWithoutError } from "./closes-without-error";
import { codeOfTheReadme } from "./code-of-the-readme";
import { codeOfTheSpecification } from "./code-of-the-specification";
import { countsCharacters } from "./counts-characters";
import { deafToErrors } from "./deaf-to-errors";
import { dialsTheEndpointUrl } from "./dials-the-endpoint-url";
import { dropsWhatWaits } from "./drops-what-waits";
import { endsOnLongReason } from "./ends-on-long-reason";
import { endsOnOtherVersion } from "./ends-on-other-version";
import { endsOnSmallAcknowledge } from "./ends-on-small-acknowledge";
import { errorOnOpenChannel } from "./error-on-open-channel";
import { errorWithoutClose } from "./error-without-close";
import { everyByteIsNewHope } from "./every-byte-is-new-hope";
import { fetchesEachTime } from "./fetches-each-time";
import { firstRegistration } from "./first-registration";
import { goodAsError } from "./good-as-error";
import { goodbyeForEver } from "./goodbye-for-ever";
import { handsOutDeadSockets } from "./hands-out-dead-sockets";
import { hasty } from "./hasty";
import { helloTwice } from "./hello-twice";
import { helloWithFourthByteC } from "./hello-with-fourth-byte-c";
import { holdsForEver } from "./holds-for-ever";
import { holdsWithoutLimit } from "./holds-without-limit";
import { houseFull } from "./house-full";
import { ignoresEndpointUrl } from "./ignores-endpoint-url";
import { ignoresServerUri } from "./ignores-server-uri";
import { leaksSockets } from "./leaks-sockets";
import { longReasons } from "./long-reasons";
import { messageSizeIgnored } from "./message-size-ignored";
import { neverEnds } from "./never-ends";
import { neverTimesOut } from "./never-times-out";
import { noGoodbye } from "./no-goodbye";
import { noHoldTime } from "./no-hold-time";
import { oneAfterAnother } from "./one-after-another";
import { oneConditionIsEnough } from "./one-condition-is-enough";
import { oneConnectionOnly } from "./one-connection-only";
import { oneServerPerPort } from "./one-server-per-port";
import { oneUrlOnly } from "./one-url-only";
import { oneUrlPerServer } from "./one-url-per-server";
import { onlyListedUrls } from "./only-listed-urls";
import { openBeforeAcknowledge } from "./open-before-acknowledge";
import { ownUrlInHello } from "./own-url-in-hello";
import { passesOverSecondAcknowledge } from "./passes-over-second-acknowledge";
import { patientWithOthers } from "./patient-with-others";
import { prefixUnknown } from "./prefix-unknown";
import { rejectsNobody } from "./rejects-nobody";
import { resetsWithoutError } from "./resets-without-error";
import { smallBuffers } from "./small-buffers";
import { speaksFirst } from "./speaks-first";
import { strangersEndSessions } from "./strangers-end-sessions";
import { takes4097Bytes } from "./takes-4097-bytes";
import { tidiesUrls } from "./tidies-urls";
import { timelessCertificates } from "./timeless-certificates";
import { tooBusyWithoutError } from "./too-busy-without-error";
import { trustsEverybody } from "./trusts-everybody";
import { waitsASecond } from "./waits-a-second";
import { waitsForHttp } from "./waits-for-http";
import { waitsForOpenChannel } from "./waits-for-open-channel";
import { waitsForStatedBytes } from "./waits-for-stated-bytes";
import { withoutSecurity } from "./without-security";
import { wrongCodeForLength } from "./wrong-code-for-length";
import { wrongCodeForTooBusy } from "./wrong-code-for-too-busy";
import { mute } from "./mute";
import { noChannel } from "./no-channel";
import { noSecuredSession } from "./no-secured-session";
import { neverReconnects } from "./never-reconnects";
import type { ClientMutant } from "./types";

export type { ClientMutant } from "./types";

/** Every wrong client, by name. */
export const clientMutants: readonly ClientMutant[] = [
  neverReconnects,
  noSecuredSession,
  noChannel,
  mute,
  answersErrors,
  anyChannel,
  anyHostName,
  anyMeansNone,
  anythingAcknowledges,
  believesTheReverseHello,
  certificateForEver,
  closesWithoutError,
  codeOfTheReadme,
  codeOfTheSpecification,
  countsCharacters,
  deafToErrors,
  dialsTheEndpointUrl,
  dropsWhatWaits,
  endsOnLongReason,
  endsOnOtherVersion,
  endsOnSmallAcknowledge,
  errorOnOpenChannel,
  errorWithoutClose,
  everyByteIsNewHope,
  fetchesEachTime,
  firstRegistration,
  goodAsError,
  goodbyeForEver,
  handsOutDeadSockets,
  hasty,
  helloTwice,
  helloWithFourthByteC,
  holdsForEver,
  holdsWithoutLimit,
  houseFull,
  ignoresEndpointUrl,
  ignoresServerUri,
  leaksSockets,
  longReasons,
  messageSizeIgnored,
  neverEnds,
  neverTimesOut,
  noGoodbye,
  noHoldTime,
  oneAfterAnother,
  oneConditionIsEnough,
  oneConnectionOnly,
  oneServerPerPort,
  oneUrlOnly,
  oneUrlPerServer,
  onlyListedUrls,
  openBeforeAcknowledge,
  ownUrlInHello,
  passesOverSecondAcknowledge,
  patientWithOthers,
  prefixUnknown,
  rejectsNobody,
  resetsWithoutError,
  smallBuffers,
  speaksFirst,
  strangersEndSessions,
  takes4097Bytes,
  tidiesUrls,
  timelessCertificates,
  tooBusyWithoutError,
  trustsEverybody,
  waitsASecond,
  waitsForHttp,
  waitsForOpenChannel,
  waitsForStatedBytes,
  withoutSecurity,
  wrongCodeForLength,
  wrongCodeForTooBusy,
];
