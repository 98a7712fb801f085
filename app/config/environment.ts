/** journald's prefixes where systemd reads our standard error (systemd.exec(5), JOURNAL_STREAM), else lines for people. */
export function logStyle(environment: NodeJS.ProcessEnv = process.env): 'journald' | 'console' {
  return environment.JOURNAL_STREAM ? 'journald' : 'console';
}

/** Where systemd waits to hear that we are ready (sd_notify(3)); undefined where nobody waits. */
export function notifySocket(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment.NOTIFY_SOCKET;
}

/** How long systemd waits for WATCHDOG=1 (sd_watchdog_enabled(3)); undefined where it waits for none from this process. */
export function watchdogMs(environment: NodeJS.ProcessEnv = process.env, pid: number = process.pid): number | undefined {
  const { WATCHDOG_USEC, WATCHDOG_PID } = environment;
  if (WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(pid)) return undefined;
  const microseconds = Number(WATCHDOG_USEC);
  return microseconds > 0 ? microseconds / 1000 : undefined;
}

/** The first socket that systemd hands over (sd_listen_fds(3)); undefined where it started us without one. */
export function listenDescriptor(environment: NodeJS.ProcessEnv = process.env, pid: number = process.pid): number | undefined {
  return environment.LISTEN_PID === String(pid) && Number(environment.LISTEN_FDS) >= 1 ? 3 : undefined;
}
