import { spawn, type ChildProcess } from "node:child_process";

// Reads "+ PGID" and "- PGID" lines; when the pipe ends, because its owner is gone, ends every group that is still on the list.
const SCRIPT = `
list=" "
while read -r op id; do
  case $op in
    +) list="$list$id " ;;
    -) case $list in *" $id "*) list="\${list%% $id *} \${list#* $id }" ;; esac ;;
  esac
done
for id in $list; do kill -KILL "-$id" 2>/dev/null; done
`;

/**
 * Ends SUT process groups when the process (or worker thread) that started them is gone without having stopped them: killed, crashed
 * or terminated. One small shell per harness, made with the first process; on Windows there is none.
 */
export class OrphanGuard {
  private shell: ChildProcess | undefined;

  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

  /** To be called before a process starts: its owner might be killed while the guard's own shell is being made. */
  prepare(): void {
    this.shell ??= this.start();
  }

  add(group: number): void {
    this.send(`+ ${group}\n`);
  }

  remove(group: number): void {
    this.send(`- ${group}\n`);
  }

  /** Ends the guard, and whatever is still on its list. */
  close(): void {
    this.shell?.stdin?.end();
    this.shell = undefined;
  }

  private send(line: string): void {
    this.prepare();
    this.shell?.stdin?.write(line);
  }

  private start(): ChildProcess | undefined {
    if (!existsPosixShell(this.env)) return undefined;
    // Its own group: Ctrl-C in the terminal must not end the guard before its owner.
    const shell = spawn("/bin/sh", ["-c", SCRIPT], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      env: { PATH: this.env["PATH"] },
    });
    shell.on("error", () => undefined);
    shell.stdin.on("error", () => undefined);
    shell.unref();
    (shell.stdin as unknown as { unref?(): void }).unref?.();
    return shell;
  }
}

function existsPosixShell(env: Readonly<Record<string, string | undefined>>): boolean {
  return env["ComSpec"] === undefined && env["COMSPEC"] === undefined;
}
