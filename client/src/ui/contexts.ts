import { createContext, use } from 'react';
import type { App, Me } from '../app/model.ts';
import type { Router } from './router.ts';

const AppContext = createContext<App | undefined>(undefined);
const RouterContext = createContext<Router | undefined>(undefined);
const MeContext = createContext<Me | undefined>(undefined);

export const AppProvider = AppContext.Provider;
export const RouterProvider = RouterContext.Provider;
export const MeProvider = MeContext.Provider;

const given = <Value>(value: Value | undefined, name: string): Value => {
  if (value === undefined) throw new Error(`this view stands outside of its ${name}`);
  return value;
};

export const useApp = (): App => given(use(AppContext), 'AppProvider');
export const useRouter = (): Router => given(use(RouterContext), 'RouterProvider');
/** The signed-in person; only below `SignedIn`. */
export const useMe = (): Me => given(use(MeContext), 'MeProvider');
