/**
 * Goes on with this test file in a mount namespace of its own. Whatever else runs on the machine at the same time makes namespaces too (`ip netns
 * exec`, `unshare --mount`): each keeps a copy of the mounts that it finds, and a device that somebody holds so cannot be mounted otherwise.
 */
export function inOwnMounts(): void {
  if (process.getuid?.() !== 0 || process.env.FILMROOM_OWN_MOUNTS || !process.execve) return;
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.execve('/usr/bin/unshare', ['unshare', '--mount', ...again], { ...process.env, FILMROOM_OWN_MOUNTS: 'yes' });
}
