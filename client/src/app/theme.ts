import { cell, type Live } from '../sync/live.ts';
import type { UserDocuments } from '../sync/userDocuments.ts';
import type { AppEnvironment } from './appEnvironment.ts';
import type { Theme } from './model.ts';

const SETTING = 'theme';
/** Read before the first paint, so it is kept outside the documents too. */
const REMEMBERED = 'skein-theme';

const isTheme = (value: unknown): value is Theme =>
  value === 'system' || value === 'light' || value === 'dark';

/** What was chosen last in this browser: what the first paint goes by. */
export const rememberedTheme = (remembered: AppEnvironment['remembered']): Theme => {
  const theme = remembered.getItem(REMEMBERED);
  return isTheme(theme) ? theme : 'system';
};

export interface ThemeChoice {
  readonly theme: Live<Theme>;
  readonly set: (theme: Theme) => void;
}

export const createTheme = (
  userDocuments: UserDocuments,
  { remembered }: Pick<AppEnvironment, 'remembered'>,
): ThemeChoice => {
  const theme = cell<Theme>(rememberedTheme(remembered));
  const show = (chosen: Theme): void => {
    theme.set(chosen);
    remembered.setItem(REMEMBERED, chosen);
  };
  userDocuments.subscribe(() => {
    const chosen = userDocuments.current.get()?.settings.get(SETTING);
    if (isTheme(chosen) && chosen !== theme.get()) show(chosen);
  });
  return {
    theme,
    set: (chosen) => {
      show(chosen);
      userDocuments.change(({ settings }) => settings.set(SETTING, chosen));
    },
  };
};
