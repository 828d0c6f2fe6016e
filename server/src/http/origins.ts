/** May a page of this origin talk to us? Programs send none. Used for requests that change something and for upgrades. */
export type OriginCheck = (origin: string | undefined, host: string | undefined) => boolean;

/** Our own origin is the one the page was loaded from, by whatever name or port the relay was reached. */
export const originCheck = (allowed: readonly string[]): OriginCheck => {
  const allowedSet = new Set(allowed);
  return (origin, host) => {
    if (origin === undefined || allowedSet.has(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  };
};
