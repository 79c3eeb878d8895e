import { connect, type Socket } from "node:net";
import { defined } from "../objects";
import { otherRole } from "../vocabulary";
import { parseAddress } from "./address";
import { chooseRule } from "./connect-rules";
import type { ProxyHost } from "./host";
import type { Wire } from "./link";
import { randomFor } from "./random";
import { Reader, withReader } from "./reader";
import { closeByFin, closeByRst } from "./socket";
import type { ConnectRule, How } from "./types";

/** What the reception needs of its proxy. */
interface Host extends ProxyHost {
  readonly upstream: string;
  connected(dialer: Wire, target: Wire, number: number): void;
  checkIdle(): void;
}

/** Where connections arrive: numbers them, applies the connection rules, dials the target. Dials run side by side, with a time limit. */
export class Reception {
  /** Connections accepted since the proxy exists. */
  accepted = 0;
  private acceptedBeforeRules = 0;
  /** Dialers without a connection to the target: dialing, or held; each with how to end it. */
  private readonly guests = new Map<Socket, () => void>();

  constructor(
    private readonly proxy: Host,
    public rules: readonly ConnectRule[],
  ) {}

  get waiting(): number {
    return this.guests.size;
  }

  setRules(rules: readonly ConnectRule[]): void {
    this.rules = rules;
    this.acceptedBeforeRules = this.accepted;
  }

  endAll(): void {
    for (const end of [...this.guests.values()]) end();
  }

  destroyAll(): void {
    for (const socket of [...this.guests.keys()]) socket.destroy();
  }

  accept(socket: Socket): void {
    const number = ++this.accepted;
    const { settings, seed, name: link } = this.proxy;
    socket.on("error", () => undefined);
    settings.observer?.connection({ link, connection: number, phase: "opened", side: settings.dialer });
    const rule =
      this.rules.length === 0
        ? undefined
        : chooseRule(this.rules, number - this.acceptedBeforeRules, randomFor(seed, link, number, "connect"));
    const name = rule?.name ?? rule?.mode ?? "";
    if (rule && rule.mode !== "refuse") {
      const detail = rule.delay === undefined ? undefined : `${rule.delay} ms`;
      this.proxy.decide(number, undefined, name, rule.mode, { detail });
    }
    switch (rule?.mode) {
      case "accept_fin":
        this.keep(socket, number, name);
        return this.turnAway(socket, number, "fin", name);
      case "accept_rst":
        return this.turnAway(socket, number, "rst", name);
      case "accept_hold":
        return this.keep(socket, number, name);
      case "dial_delay":
        return this.dialLater(socket, number, rule.delay ?? 0);
      default:
        this.dial(socket, number);
    }
  }

  private turnAway(socket: Socket, connection: number, how: How, detail: string): void {
    const sent = () => this.report(connection, "closed", how, detail);
    if (how === "fin") closeByFin(socket, sent);
    else closeByRst(socket, -Infinity, this.proxy.now(), sent);
  }

  private report(connection: number, phase: "peer-closed" | "closed", how: How, detail?: string): void {
    const { dialer: side, observer } = this.proxy.settings;
    observer?.connection({ link: this.proxy.name, connection, phase, side, how, ...defined({ detail }) });
  }

  /** Reads, records and never answers. */
  private keep(socket: Socket, number: number, detail: string): void {
    const { dialer: side, observer } = this.proxy.settings;
    const direction = side === "server" ? "to-client" : "to-server";
    this.invite(socket, () => this.turnAway(socket, number, "fin", detail));
    socket.on("data", (bytes: Buffer) => {
      this.proxy.received("upstream", bytes.length);
      observer?.data({ link: this.proxy.name, connection: number, direction, side, bytes });
    });
    socket.once("end", () => {
      this.report(number, "peer-closed", "fin");
      if (!socket.writableEnded) this.turnAway(socket, number, "fin", detail);
    });
    socket.once("error", () => this.report(number, "peer-closed", "rst"));
    socket.resume();
  }

  private dialLater(socket: Socket, number: number, ms: number): void {
    const timer = setTimeout(() => this.dial(socket, number), ms);
    socket.once("close", () => clearTimeout(timer));
    this.invite(socket, () => {
      clearTimeout(timer);
      this.turnAway(socket, number, "fin", "proxy disabled");
    });
  }

  private dial(socket: Socket, number: number): void {
    const { proxy } = this;
    const { observer, dialer, onRefused, dialTimeout, keepAlive } = proxy.settings;
    const { host, port } = parseAddress(proxy.upstream, "upstream");
    const reader = new Reader(observer !== undefined);
    const { onread } = reader;
    const target = connect({ host: host === "::" ? "127.0.0.1" : host, port, allowHalfOpen: true, noDelay: true, onread });
    target.pause();
    const giveUp = (reason: string) => {
      clearTimeout(timer);
      target.destroy();
      observer?.connection({ link: proxy.name, connection: number, phase: "refused", side: otherRole(dialer), detail: reason });
      this.turnAway(socket, number, onRefused, "target not reached");
    };
    const failed = (error: NodeJS.ErrnoException) => giveUp(error.code ?? error.message);
    const timer = setTimeout(() => giveUp(`no answer to the dial in ${dialTimeout} ms`), dialTimeout);
    const forget = this.invite(socket, () => giveUp("proxy disabled"));
    target.once("error", failed);
    target.once("connect", () => {
      clearTimeout(timer);
      target.off("error", failed);
      if (keepAlive > 0) target.setKeepAlive(true, keepAlive);
      forget();
      // Without an observer the port, a call into the kernel, is not asked for.
      const opened = { link: proxy.name, connection: number, phase: "opened", side: otherRole(dialer) } as const;
      observer?.connection({ ...opened, ...defined({ localPort: target.localPort }) });
      const own = new Reader(observer !== undefined);
      proxy.connected({ socket: withReader(socket, own), reader: own }, { socket: target, reader }, number);
    });
  }

  /** Keeps a dialer in the book until it is gone, or until the returned function is called. */
  private invite(socket: Socket, end: () => void): () => void {
    const forget = () => {
      this.guests.delete(socket);
      socket.off("close", forget);
      this.proxy.checkIdle();
    };
    this.guests.set(socket, end);
    socket.once("close", forget);
    return forget;
  }
}
