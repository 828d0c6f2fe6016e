/** The relay runs its TypeScript unbuilt, which Node does from this version on. */
const OLDEST = [22, 18] as const;

/** A sentence for the person who starts the relay, or nothing when this Node is new enough. */
export function complaintAboutNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return (
    `Skein needs Node ${OLDEST.join('.')} or newer, and this is Node ${version}. ` +
    'On Linux "npx -y pnpm@12 start" brings its own; elsewhere install a newer Node.'
  );
}
