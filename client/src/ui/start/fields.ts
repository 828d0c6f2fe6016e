import { signUpSchema } from '@skein/shared/api/schemas';
import { NAME_LENGTH, PASSWORD_MIN_LENGTH, USERNAME_LENGTH, USERNAME_MIN_LENGTH } from '@skein/shared/limits';
import type { Refusal } from '@skein/shared/refusals';

export interface SignUpFields {
  readonly name: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export type FieldErrors = Partial<Record<keyof SignUpFields, string>>;

export const textOf = (form: FormData, field: string): string => {
  const value = form.get(field);
  return typeof value === 'string' ? value : '';
};

export const readSignUp = (form: FormData): SignUpFields => ({
  name: textOf(form, 'name').trim(),
  username: textOf(form, 'username').trim(),
  email: textOf(form, 'email').trim(),
  password: textOf(form, 'password'),
});

const WHAT_TO_DO: Record<keyof SignUpFields, string> = {
  name: `Write the name that others will see, in at most ${NAME_LENGTH} letters.`,
  username: `Take ${USERNAME_MIN_LENGTH} to ${USERNAME_LENGTH} letters, digits, dots or underscores.`,
  email: 'This is not an e-mail address.',
  password: `Take at least ${PASSWORD_MIN_LENGTH} characters.`,
};

/** What is wrong, checked by the same schema that the relay uses. */
export const checkSignUp = (fields: SignUpFields): FieldErrors => {
  const errors: FieldErrors = {};
  for (const field of ['name', 'username', 'email', 'password'] as const) {
    if (!signUpSchema.shape[field].safeParse(fields[field]).success) errors[field] = WHAT_TO_DO[field];
  }
  return errors;
};

/** The field that a refusal is about; others concern the whole form. */
export const fieldOfRefusal = (reason: Refusal): keyof SignUpFields | undefined => {
  if (reason === 'username-taken') return 'username';
  if (reason === 'email-taken') return 'email';
  return undefined;
};
