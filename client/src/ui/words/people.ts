/** People as a sentence names them. */

/** "Ada", "Ada and Bo", "Ada, Bo and 3 others". */
export const nameList = (names: readonly string[]): string => {
  const [first, second, third] = names;
  if (first === undefined) return '';
  if (second === undefined) return first;
  if (third === undefined) return `${first} and ${second}`;
  if (names.length === 3) return `${first}, ${second} and ${third}`;
  return `${first}, ${second} and ${names.length - 2} others`;
};

export const typingSentence = (names: readonly string[]): string => {
  if (names.length === 0) return '';
  if (names.length === 1) return `${names[0]} is typing`;
  if (names.length > 3) return 'Several people are typing';
  return `${nameList(names)} are typing`;
};

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`;

/** A badge never grows without end; what a screen reader says stays exact. */
export const badgeCount = (count: number): string => (count > 999 ? '999+' : String(count));
