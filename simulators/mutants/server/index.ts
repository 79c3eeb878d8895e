import { accepts4097Bytes } from "./accepts-4097-bytes";
import { acceptsAnyEndpointUrl } from "./accepts-any-endpoint-url";
import { acceptsSecondHello } from "./accepts-second-hello";
import { acceptsSmallBuffers } from "./accepts-small-buffers";
import { acknowledgesMore } from "./acknowledges-more";
import { anyChannelId } from "./any-channel-id";
import { backsOff } from "./backs-off";
import { badCloseIgnored } from "./bad-close-ignored";
import { caseSensitiveHost } from "./case-sensitive-host";
import { closeAnswered } from "./close-answered";
import { deadAfterNonsense } from "./dead-after-nonsense";
import { deafToNonsense } from "./deaf-to-nonsense";
import { echoesVersion } from "./echoes-version";
import { endlessReason } from "./endless-reason";
import { endpointUrlNotListed } from "./endpoint-url-not-listed";
import { endpointUrlTooLong } from "./endpoint-url-too-long";
import { endpointUrlWithoutHost } from "./endpoint-url-without-host";
import { errorAnsweredWithError } from "./error-answered-with-error";
import { errorBeforeReverseHello } from "./error-before-reverse-hello";
import { errorWithoutError } from "./error-without-error";
import { firstClientOnly } from "./first-client-only";
import { floodsForeignPeers } from "./floods-foreign-peers";
import { fourthByteC } from "./fourth-byte-c";
import { givesUpAfterThreeErrors } from "./gives-up-after-three-errors";
import { ignoresSessionLimit } from "./ignores-session-limit";
import { impatient } from "./impatient";
import { listsNoPath } from "./lists-no-path";
import { neverGivesUp } from "./never-gives-up";
import { newCodesIgnored } from "./new-codes-ignored";
import { noAcknowledge } from "./no-acknowledge";
import { noDelayAfterError } from "./no-delay-after-error";
import { noHostNames } from "./no-host-names";
import { noProfile } from "./no-profile";
import { noRedialAfterReset } from "./no-redial-after-reset";
import { noRedialAfterSession } from "./no-redial-after-session";
import { noRedialBelowSessionLimit } from "./no-redial-below-session-limit";
import { noSecurity } from "./no-security";
import { noSessions } from "./no-sessions";
import { noSuspension } from "./no-suspension";
import { noneWaitsDuringSession } from "./none-waits-during-session";
import { openAfterClose } from "./open-after-close";
import { openAfterError } from "./open-after-error";
import { openAfterRefusal } from "./open-after-refusal";
import { paddedReverseHello } from "./padded-reverse-hello";
import { redialFarTooLate } from "./redial-far-too-late";
import { redialWithoutDelay } from "./redial-without-delay";
import { refusesByReset } from "./refuses-by-reset";
import { resetInsteadOfError } from "./reset-instead-of-error";
import { rejectionEndsSessions } from "./rejection-ends-sessions";
import { reverseHelloTwice } from "./reverse-hello-twice";
import { serverUriOfAnother } from "./server-uri-of-another";
import { serverUriTooLong } from "./server-uri-too-long";
import { sessionBlocksOthers } from "./session-blocks-others";
import { silentRefusal } from "./silent-refusal";
import { sizeWithoutHeader } from "./size-without-header";
import { spareAfterDelay } from "./spare-after-delay";
import { suspendsEveryClient } from "./suspends-every-client";
import { suspendsForEver } from "./suspends-for-ever";
import { suspendsHalf } from "./suspends-half";
import { suspendsInSpecDialect } from "./suspends-in-spec-dialect";
import { suspendsOnClose } from "./suspends-on-close";
import { suspendsOnEveryError } from "./suspends-on-every-error";
import { suspendsOnce } from "./suspends-once";
import { suspendsTwiceAsLong } from "./suspends-twice-as-long";
import { twoWaiting } from "./two-waiting";
import { unknownMessageType } from "./unknown-message-type";
import { waitsForAnnouncedBytes } from "./waits-for-announced-bytes";
import { waitsForTheClient } from "./waits-for-the-client";
import { wrongCodeForUrl } from "./wrong-code-for-url";
import { silentAfterAcknowledge } from "./silent-after-acknowledge";
import { oneDialOnly } from "./one-dial-only";
import { toldInVain } from "./told-in-vain";
import type { ServerMutant } from "./types";

export type { ServerMutant } from "./types";

/** Every wrong server, by name. */
export const serverMutants: readonly ServerMutant[] = [
  toldInVain,
  oneDialOnly,
  silentAfterAcknowledge,
  accepts4097Bytes,
  acceptsAnyEndpointUrl,
  acceptsSecondHello,
  acceptsSmallBuffers,
  acknowledgesMore,
  anyChannelId,
  backsOff,
  badCloseIgnored,
  caseSensitiveHost,
  closeAnswered,
  deadAfterNonsense,
  deafToNonsense,
  echoesVersion,
  endlessReason,
  endpointUrlNotListed,
  endpointUrlTooLong,
  endpointUrlWithoutHost,
  errorAnsweredWithError,
  errorBeforeReverseHello,
  errorWithoutError,
  firstClientOnly,
  floodsForeignPeers,
  fourthByteC,
  givesUpAfterThreeErrors,
  ignoresSessionLimit,
  impatient,
  listsNoPath,
  neverGivesUp,
  newCodesIgnored,
  noAcknowledge,
  noDelayAfterError,
  noHostNames,
  noProfile,
  noRedialAfterReset,
  noRedialAfterSession,
  noRedialBelowSessionLimit,
  noSecurity,
  noSessions,
  noSuspension,
  noneWaitsDuringSession,
  openAfterClose,
  openAfterError,
  openAfterRefusal,
  paddedReverseHello,
  redialFarTooLate,
  redialWithoutDelay,
  refusesByReset,
  resetInsteadOfError,
  rejectionEndsSessions,
  reverseHelloTwice,
  serverUriOfAnother,
  serverUriTooLong,
  sessionBlocksOthers,
  silentRefusal,
  sizeWithoutHeader,
  spareAfterDelay,
  suspendsEveryClient,
  suspendsForEver,
  suspendsHalf,
  suspendsInSpecDialect,
  suspendsOnClose,
  suspendsOnEveryError,
  suspendsOnce,
  suspendsTwiceAsLong,
  twoWaiting,
  unknownMessageType,
  waitsForAnnouncedBytes,
  waitsForTheClient,
  wrongCodeForUrl,
];
