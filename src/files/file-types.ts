/* Made from schemas/*.schema.json by npm run docs: what a file holds after its schema has passed it. */

/** "200ms", "2s", "1m"; a plain number means milliseconds. */
export type SutFileDuration = string | number;

export type SutFileNames = readonly string[];

export type SutFileWords = string | readonly (string | number | readonly (string | number)[])[];

export type SutFileUrls = string | readonly string[];

export type SutFileStart = {
  /** Command line as a list of words; a nested list is repeated for each value of its placeholder. A string is split as a shell would (no shell runs). */
  readonly command: SutFileWords;
  readonly env?: { readonly [name: string]: string | number | boolean };
  /** Working folder, relative to this file. */
  readonly cwd?: string;
  /** Regular expression; the first line of stdout or stderr that matches says that it is ready. */
  readonly ready?: string;
  /** How long that may take (10s). */
  readonly readyTimeout?: SutFileDuration;
  /** How long it may take to end after TERM, before KILL (3s). */
  readonly stopTimeout?: SutFileDuration;
  /** Instead of a process of its own: a Node module with main(argv, io), or builtin:cli. */
  readonly module?: string;
  /** Arguments that some scenarios add; each name is a capability that is claimed. */
  readonly options?: { readonly [name: string]: SutFileGroup };
};

export type SutFileAttach = {
  /** Role server: where it dials; the suite listens there. */
  readonly clientUrl?: SutFileUrls;
  /** Role client: where it listens; the suite dials there. */
  readonly listenUrl?: SutFileUrls;
};

export type SutFileGroup = string | readonly (string | number | readonly (string | number)[])[];

/** Describes an OPC UA server or client whose Reverse Connect is to be verified. See docs/sut.md. */
export type SutFile = {
  /** Name of the implementation, as reports show it. */
  readonly name: string;
  /** Its version, as reports show it. Quote it: "1.10". */
  readonly version?: string | number;
  /** server: it dials and sends ReverseHello. client: it listens. both: start and attach are given per role. */
  readonly role: "server" | "client" | "both";
  /** How to start it. Either start or attach. */
  readonly start?: { readonly server?: SutFileStart; readonly client?: SutFileStart } | SutFileStart;
  /** Where it already runs, when nobody here can start it. Either start or attach. */
  readonly attach?: { readonly server?: SutFileAttach; readonly client?: SutFileAttach } | SutFileAttach;
  /** Where it can run: host: only in this machine's own network, so never in the network lab (any). */
  readonly network?: "any" | "host";
  /** scenario: a new process for every scenario. run: one process for all of them. */
  readonly lifetime?: "scenario" | "run";
  readonly identity?: {
    /** The ServerUri that it sends; fills {serverUri}. */
    readonly applicationUri?: string;
    /** The EndpointUrl that it sends; fills {endpointUrl}. */
    readonly endpointUrl?: string;
  };
  /** How it is configured. The suite's deadlines are derived from this; shorter means a quicker run. */
  readonly timing?: {
    /** Server: from the end of a connection to the next dial (15s). */
    readonly redial?: SutFileDuration;
    /** Server: pause after ERR BadTcpMessageTypeInvalid; not stated: it has none, and nothing is judged. */
    readonly suspension?: SutFileDuration;
    /** Server: limit of a dial, and from Hello to OpenSecureChannel (30s). */
    readonly connectTimeout?: SutFileDuration;
    /** Client: how long it holds a ReverseHello that it does not wait for (15s). */
    readonly holdTime?: SutFileDuration;
    /** Client: how long it waits for a server (20s). */
    readonly waitTimeout?: SutFileDuration;
    /** Client: how long it waits for the ReverseHello (Part 6: two minutes at most) (2m). */
    readonly firstMessageTimeout?: SutFileDuration;
    /** Client: how long it pauses after a connection that ended before it answers another ReverseHello (0ms). */
    readonly reconnect?: SutFileDuration;
    /** how long a SecureChannel may take to open (1m). */
    readonly openTimeout?: SutFileDuration;
    /** until it gives up an idle connection when the network fails silently; not stated: nothing is judged. */
    readonly keepAlive?: SutFileDuration;
    /** Server: period of a server that dials on a fixed tick, whatever was sent to it: a dial on a tick is never too early, and the next one may be a tick late. */
    readonly tick?: SutFileDuration;
    /** Server: from the start of a dial to the next at the earliest, of a server that counts its redial delay from there: a connection that lasted longer is followed at once. */
    readonly interval?: SutFileDuration;
    /** Client: how long its session must be quiet before the suite cuts the connection: a client that sends nothing for that long has finished its first requests (100ms). */
    readonly quiet?: SutFileDuration;
    /** how late any of these may be (500ms). */
    readonly tolerance?: SutFileDuration;
    /** how early any of these may be; as long as a delay, that delay is not judged (50ms). */
    readonly early?: SutFileDuration;
  };
  readonly security?: {
    /** Security policies besides None that it offers. */
    readonly policies?: readonly (
      "Basic256Sha256" | "Aes128_Sha256_RsaOaep" | "Aes256_Sha256_RsaPss" | "Basic256" | "Basic128Rsa15"
    )[];
    readonly modes?: readonly ("Sign" | "SignAndEncrypt")[];
    readonly users?: readonly {
      readonly user: string;
      readonly password?: string;
      /** Environment variable that has the password, so that the file has not. */
      readonly passwordEnv?: string;
    }[];
    /** File of its certificate (PEM or DER). Absent: asked for by GetEndpoints. */
    readonly certificate?: string;
  };
  /** By capability: the description, relative to this file, of the variant of the product that has it. Scenarios that require the capability run against that one. */
  readonly variants?: { readonly [name: string]: string };
  /** What it claims to do. `reverse-hello list` shows the names that scenarios ask for. */
  readonly capabilities?: SutFileNames;
  /** What it does not do, said aloud. */
  readonly lacks?: SutFileNames;
  /** Which side wins where the UA-.NETStandard readme and Part 6 differ. */
  readonly dialect?: "netstandard" | "spec";
  readonly knownFailures?: readonly {
    readonly requirement: string;
    /** The finding, word for word; its figures do not count, and may be N. Without it: every finding of the requirement, for a product that cannot be run where the list is kept. */
    readonly observed?: string;
    /** Why it is known; a sentence or an issue link. */
    readonly reason: string;
    /** True: not seen in every run, so that a run without it is good as well. */
    readonly sometimes?: boolean;
  }[];
};

/** For example 200ms, 12s or 5min; a plain number is milliseconds. */
export type FaultFileDuration = string | number;

/** close: FIN, reset: RST. */
export type FaultFileHow = "close" | "reset";

export type FaultFileSentences = readonly (
  | string
  | { readonly repeat: number; readonly steps: FaultFileSentences }
  | { readonly [name: string]: { readonly [name: string]: string | number | boolean | null } }
)[];

export type FaultFileFault = {
  /** Lower case words joined by "-". */
  readonly name?: string;
  readonly on?: FaultFileOn;
  readonly do: FaultFileDo;
  /** The fault ends by itself after this time. */
  readonly for?: FaultFileDuration;
  /** Share of the messages or connections it strikes. */
  readonly chance?: number;
};

/** The event that the fault waits for; everything from the beginning without it. */
export type FaultFileOn = {
  readonly message?:
    | "HEL"
    | "ACK"
    | "ERR"
    | "RHE"
    | "OPN"
    | "MSG"
    | "CLO"
    | "Hello"
    | "Acknowledge"
    | "Error"
    | "ReverseHello"
    | "OpenSecureChannel"
    | "Message"
    | "CloseSecureChannel"
    | "any";
  readonly direction?: "to-server" | "to-client";
  readonly chunk?: "F" | "C" | "A";
  /** Only the n-th such message or dial. */
  readonly nth?: number;
  /** Every n-th such message or dial. */
  readonly every?: number;
  /** At most this many of these messages or dials. */
  readonly times?: number;
  /** Only on this connection of the link. */
  readonly connection?: number;
  /** A new connection, instead of a message. */
  readonly dial?: true;
  /** This long after the connection began, instead of a message. */
  readonly time?: FaultFileDuration;
  /** After this many bytes of the direction, instead of a message. */
  readonly bytes?: number;
  /** When something is sent after so long a silence (in its direction), instead of a message. */
  readonly idle?: FaultFileDuration;
};

export type FaultFileDo = {
  readonly drop?: true;
  readonly delay?: FaultFileDuration;
  readonly jitter?: FaultFileDuration;
  readonly hold?: FaultFileDuration;
  readonly then?: "deliver" | "close" | "reset";
  readonly duplicate?: true;
  /** Lets the next message overtake this one. */
  readonly swap?: true;
  /** Passes this many bytes of the message and loses the rest. */
  readonly truncate?: number;
  readonly close?: FaultFileWhere;
  readonly reset?: FaultFileWhere;
  readonly corrupt?: {
    readonly field?:
      | "type"
      | "chunk"
      | "size"
      | "protocolVersion"
      | "receiveBufferSize"
      | "sendBufferSize"
      | "maxMessageSize"
      | "maxChunkCount"
      | "serverUriLength"
      | "serverUri"
      | "endpointUrlLength"
      | "endpointUrl"
      | "error"
      | "reasonLength"
      | "reason"
      | "secureChannelId"
      | "securityPolicyUri"
      | "tokenId"
      | "sequenceNumber"
      | "requestId";
    readonly offset?: number;
    readonly length?: number;
    readonly xor?: number;
    readonly value?: string | number;
  };
  readonly inject?: {
    /** A status code such as BadTcpServerTooBusy. */
    readonly error: string;
    readonly reason?: string;
    readonly position?: "before" | "after" | "instead";
    readonly to?: "receiver" | "sender";
  };
  /** Nobody listens. */
  readonly refuse?: true;
  /** The dial is taken, then closed, reset or never answered. */
  readonly accept?: "close" | "reset" | "silent";
  /** Cuts everything into pieces of this many bytes. */
  readonly slice?: number;
  /** Kilobytes per second; 0 lets nothing through. */
  readonly bandwidth?: number;
  /** Nothing comes through any more, and nobody is told. */
  readonly swallow?: true;
  /** Nothing is read any more: the sender's window fills. */
  readonly stall?: true;
  /** Our client gets another address under the same name; docs/lab.md. */
  readonly "move-client"?: true;
  /** The router silently drops every dial (SYN); docs/lab.md. */
  readonly "drop-syn"?: boolean | string | { readonly from?: "server" | "client" };
  /** The router silently drops the answer to every dial; docs/lab.md. */
  readonly "drop-syn-ack"?: boolean | string | { readonly from?: "server" | "client" };
  /** The router silently drops everything; docs/lab.md. */
  readonly silence?: boolean | string | { readonly from?: "server" | "client" };
  /** The router loses a share of the TCP packets; docs/lab.md. */
  readonly "lose-packets"?: boolean | number | { readonly percent?: number; readonly from?: "server" | "client" };
  /** The router rejects dials, or everything, by rst, icmp-host, icmp-net, icmp-port, icmp-prohibited; docs/lab.md. */
  readonly reject?:
    | boolean
    | string
    | {
        readonly how?: "rst" | "icmp-host" | "icmp-net" | "icmp-port" | "icmp-prohibited";
        readonly what?: "dials" | "everything";
        readonly from?: "server" | "client";
      };
  /** The router the NAT forgets every connection; docs/lab.md. */
  readonly "forget-flow"?: boolean | string | { readonly inside?: "silence" | "rst"; readonly outside?: "silence" | "rst" };
  /** The router the NAT or firewall forgets connections that are idle for this many seconds; docs/lab.md. */
  readonly "forget-idle"?:
    | boolean
    | string
    | { readonly after?: FaultFileDuration; readonly inside?: "silence" | "rst"; readonly outside?: "silence" | "rst" };
  /** The router passes packets up to this many bytes, and reports it by ICMP or not (a black hole); docs/lab.md. */
  readonly mtu?: boolean | number | { readonly bytes?: number; readonly icmp?: boolean };
  /** The router limits the throughput to this many kbit/s; docs/lab.md. */
  readonly rate?: boolean | number | { readonly kbit?: number; readonly from?: "server" | "client" };
  /** The router delays packets (netem); docs/lab.md. */
  readonly "delay-packets"?: boolean | string | { readonly ms?: FaultFileDuration; readonly from?: "server" | "client" };
  /** The router lets half of the packets overtake the others (netem); docs/lab.md. */
  readonly reorder?: boolean | string | { readonly ms?: FaultFileDuration; readonly from?: "server" | "client" };
  /** The router sends a share of the packets twice (netem); docs/lab.md. */
  readonly "duplicate-packets"?: boolean | number | { readonly percent?: number; readonly from?: "server" | "client" };
  /** The router pulls the cable between the router and a side; docs/lab.md. */
  readonly "link-down"?: boolean | string | { readonly side?: "server" | "client" };
  /** The router the NAT has only this many ports for new connections; docs/lab.md. */
  readonly "exhaust-ports"?: boolean | number | { readonly ports?: number };
};

/** true or after: once the message has passed; before: in its place; {after-bytes: N}: inside it. */
export type FaultFileWhere = (true | "before" | "after") | { readonly "after-bytes": number };

/** A network fault that can be made to happen again: who is tested, what the network does, what is to be seen. Run with `reverse-hello reproduce FILE`. */
export type FaultFile = {
  /** One line that says what happens. */
  readonly name: string;
  /** What people see in the field. */
  readonly symptom?: string;
  /** Where this comes from: a ticket, a capture and its connection, a run. */
  readonly source?: string;
  /** Path of a sut.yaml, relative to this file; the built-in reference peer without it. */
  readonly sut?: string;
  /** Role of the product under test. */
  readonly role: "server" | "client";
  /** Seed of every chance; a new one for each run without it. */
  readonly seed?: string | number;
  readonly dialect?: "netstandard" | "spec";
  /** Requirements that the fault touches, for example RC-030. */
  readonly requirements?: readonly string[];
  /** More tags for the feature. */
  readonly tags?: readonly string[];
  /** What our peer does, in the sentences of docs/steps.md. */
  readonly peer?: FaultFileSentences;
  /** What the network does, from the beginning. */
  readonly faults: readonly FaultFileFault[];
  /** What is to be seen, in the sentences of docs/steps.md. */
  readonly expect: FaultFileSentences;
  /** The well-behaved connection at the end, after the network has healed; a session by default. An empty list leaves it out. */
  readonly last?: FaultFileSentences;
};

export type AggregationFileDuration = string | number;

export type AggregationFileUrl = string;

export type AggregationFilePort = number;

export type AggregationFileClient =
  | string
  | {
      readonly "endpoint-url": AggregationFileUrl;
      readonly timeout?: AggregationFileDuration;
      readonly "max-session-count"?: number;
      readonly enabled?: boolean;
    };

/** Which servers are aggregated, how each is reached, and how the result is served. See docs/aggregation.md. */
export type AggregationFile = {
  /** The side that clients see. */
  readonly server?: {
    /** Port for clients that connect forward; 0 takes a free one (0). */
    readonly port?: AggregationFilePort;
    /** Address to listen on (127.0.0.1). */
    readonly host?: string;
    readonly "application-uri"?: string;
    /** EndpointUrl of the ReverseHello (the server's own). */
    readonly "endpoint-url"?: AggregationFileUrl;
    /** Clients that it dials. */
    readonly "reverse-connect"?: readonly AggregationFileClient[];
    /** From the end of a connection to the next dial (15s). */
    readonly redial?: AggregationFileDuration;
    /** Limit of a dial, and from Hello to the open channel (30s). */
    readonly "connect-timeout"?: AggregationFileDuration;
    /** Suspension after BadTcpMessageTypeInvalid (60s). */
    readonly suspension?: AggregationFileDuration;
    /** At most this much is added to a delay (a tenth of redial). */
    readonly jitter?: AggregationFileDuration;
    readonly dialect?: "netstandard" | "spec";
  };
  /** Where underlying servers dial: one URL or several. */
  readonly listen?: string | readonly AggregationFileUrl[];
  /** How long a connection that belongs to no underlying server is kept (15s). */
  readonly "hold-time"?: AggregationFileDuration;
  /** Certificate store; a relative path counts from this file. */
  readonly pki?: string;
  /** Trust every client and every underlying server. */
  readonly "auto-accept"?: boolean;
  /** Take certificates with RSA keys under 2048 bits (false). */
  readonly "allow-short-keys"?: boolean;
  /** Take certificates that are signed with SHA-1 or MD5 (false). */
  readonly "allow-sha1"?: boolean;
  /** Pause after an attempt to connect that failed (5s). */
  readonly "reconnect-interval"?: AggregationFileDuration;
  /** Of the subscriptions on underlying servers (250ms). */
  readonly "sampling-interval"?: AggregationFileDuration;
  /** An underlying server that answers nothing for this long has gone away (5s). */
  readonly "keep-alive"?: AggregationFileDuration;
  /** Per underlying server (10000). */
  readonly "max-nodes"?: number;
  /** The servers to aggregate. */
  readonly underlying: readonly {
    /** Name of its folder; unique. */
    readonly name: string;
    /** Forward: where it is dialed. */
    readonly "endpoint-url"?: AggregationFileUrl;
    /** Reverse: which ReverseHello is its; all that is given must match. */
    readonly reverse?: { readonly "server-uri"?: string; readonly "endpoint-url"?: string };
    /** None, or POLICY[:MODE] with POLICY Basic256Sha256, Aes128_Sha256_RsaOaep or Aes256_Sha256_RsaPss and MODE Sign or SignAndEncrypt */
    readonly security?: string;
    /** NAME, with its password in the variable REVERSE_HELLO_PASSWORD, or NAME:PASSWORD */
    readonly user?: string;
    /** Nodes to serve with all that is below them (the Objects folder without Server). */
    readonly nodes?: readonly string[];
  }[];
};

/** For example 200ms, 12s or 5min; a plain number is milliseconds. */
export type FleetFileDuration = string | number;

export type FleetFileGroup = {
  readonly kind: "good" | "slow" | "duplicate" | "silent" | "rejecting" | "flapping" | "impostor";
  readonly count: number;
  /** How late a slow one is (1s). */
  readonly delay?: FleetFileDuration;
  /** After how long a flapping one drops its connection (1s). */
  readonly period?: FleetFileDuration;
  /** What a rejecting one says (BadTcpEndpointUrlInvalid). */
  readonly code?: string;
};

/** How many servers of which kind dial, and what a client under them is judged by. For `reverse-hello simulate fleet` and `reverse-hello load`; see docs/fleet.md. */
export type FleetFile = {
  /** One line that says what it is. */
  readonly name?: string;
  /** So many of each kind. */
  readonly servers: readonly FleetFileGroup[];
  /** From the end of a connection to the next dial (15s). */
  readonly redial?: FleetFileDuration;
  /** Limit of a dial, and from Hello to the open channel (30s). */
  readonly "connect-timeout"?: FleetFileDuration;
  /** Pause after ERR BadTcpMessageTypeInvalid (60s). */
  readonly suspension?: FleetFileDuration;
  /** Ask a silent client by TCP whether it is there (30s). */
  readonly "keep-alive"?: FleetFileDuration;
  /** Up to this much is added to a delay at random (a tenth of redial). */
  readonly jitter?: FleetFileDuration;
  /** Makes the jitter repeatable. */
  readonly seed?: number;
  /** Sessions of a server over connections to one client; 0: unlimited (0). */
  readonly "max-session-count"?: number;
  /** netstandard: a rejection suspends; spec: it does not. */
  readonly dialect?: "netstandard" | "spec";
  /** None, or for example Basic256Sha256:SignAndEncrypt (None alone). */
  readonly security?: readonly string[];
  /** own: each server has one, with its ApplicationUri; shared: all have the same (own). */
  readonly certificates?: "own" | "shared";
  /** ServerUri of each, with {n} for its number (urn:reverse-hello:fleet:{n}). */
  readonly "application-uri"?: string;
  /** EndpointUrl of each, with {n} (opc.tcp://localhost:4840/fleet/{n}). */
  readonly "endpoint-url"?: string;
  /** What `reverse-hello load` does with it. */
  readonly load?: {
    /** When a server is served: it has a session, or only its waiting connection (session). */
    readonly goal?: "session" | "waiting";
    /** How long each phase may take until all are served (60s). */
    readonly within?: FleetFileDuration;
    /** How long it then stays as it is (2s). */
    readonly steady?: FleetFileDuration;
    /** Then the network is cut for so long; 0: not at all (5s). */
    readonly outage?: FleetFileDuration;
    /** Then the hostile kinds dial, and every good server loses its connections once; for so long at most (10s). */
    readonly flood?: FleetFileDuration;
  };
  /** What is judged by `reverse-hello load`: each that is missed is a finding. */
  readonly limits?: {
    /** Until every good server's connection was taken, at most. */
    readonly "all-waiting"?: FleetFileDuration;
    /** Until every good server is served, at most. */
    readonly "all-served"?: FleetFileDuration;
    /** From the first session to the last of the start, at least. */
    readonly "sessions-per-second"?: number;
    /** From the end of the outage until all are served again, at most. */
    readonly "back-after-outage"?: FleetFileDuration;
    /** Dials in the worst second after the outage, at most. */
    readonly "dials-per-second"?: number;
    /** How many times as long as the median the worst server waits until it is served, at most. */
    readonly "worst-to-median"?: number;
    /** Percent of the good servers that are served again while the hostile ones dial, at least. */
    readonly "served-in-flood"?: number;
    /** Resident memory of the product, in MB, at most. */
    readonly memory?: number;
    /** Open files and sockets of the product, at most. */
    readonly handles?: number;
  };
};
