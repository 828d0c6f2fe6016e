import type { ExclusiveTask } from './environment.ts';

const lastTasks = new Map<string, Promise<unknown>>();

/** Web Locks exist on secure pages only; elsewhere tasks of this tab wait for each other, which is all one can do. */
export const webLock: ExclusiveTask = async (name, task) => {
  if ('locks' in navigator) return await navigator.locks.request(name, task);
  const own = (lastTasks.get(name) ?? Promise.resolve()).then(task, task);
  lastTasks.set(name, own);
  return await own;
};
