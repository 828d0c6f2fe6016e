import { ConfigError } from './config.ts';
import { DirectoryUnavailableError } from './directory/database.ts';
import { DirectoryTooNewError } from './directory/migrations.ts';
import { JournalRowDamagedError, JournalTooNewError, JournalUnavailableError } from './journal/port.ts';
import { OperationError } from './operations/operationError.ts';

const OF_THE_OPERATOR = [
  ConfigError,
  DirectoryTooNewError,
  DirectoryUnavailableError,
  JournalRowDamagedError,
  JournalTooNewError,
  JournalUnavailableError,
  OperationError,
];

interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
}

const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'code' in error && 'syscall' in error;

/** A sentence for what the operator can do something about; undefined for what only a developer can. */
export const sentenceAbout = (error: unknown): string | undefined => {
  if (OF_THE_OPERATOR.some((kind) => error instanceof kind)) return (error as Error).message;
  if (!isSystemError(error)) return undefined;
  if (error.code === 'EADDRINUSE')
    return 'The port is taken by another program. Stop it, or choose another port with PORT.';
  if (error.syscall === 'listen') return `The relay cannot listen there: ${error.message}.`;
  return `The data folder cannot be used: ${error.message}. Choose another one with DATA_DIR.`;
};
