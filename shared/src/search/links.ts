/** Whether a text has something to follow, the same on devices and on the relay: an address of the web. */
export const hasLink = (text: string): boolean => /https?:\/\/[^\s<>"]|www\.[^\s<>"]+\.[^\s<>"]/iu.test(text);
