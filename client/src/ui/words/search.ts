/** As people type: without case and without accents. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLocaleLowerCase();

/** Tells of a text whether it holds every word of the query; of a query without words, every text does. */
export const matcherOf = (query: string): ((text: string) => boolean) => {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return (text) => {
    const held = plain(text);
    return words.every((word) => held.includes(word));
  };
};
