import { useSyncExternalStore } from 'react';
import type { Live } from '../app/model.ts';

export const useLive = <Value>(live: Live<Value>): Value => useSyncExternalStore(live.subscribe, live.get);
