/** The HTTP contract: the relay checks what comes in with these, the client what it sends, OpenAPI is made of them. */
export * from './schemas/accounts.ts';
export * from './schemas/devices.ts';
export * from './schemas/export.ts';
export * from './schemas/linking.ts';
export * from './schemas/messages.ts';
export * from './schemas/people.ts';
export * from './schemas/problem.ts';
export * from './schemas/rooms.ts';
export * from './schemas/search.ts';
