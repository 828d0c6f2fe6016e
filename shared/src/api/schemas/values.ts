import * as z from 'zod/mini';
import { ID_PATTERN } from '../../ids.ts';

export const id = z.string().check(z.regex(ID_PATTERN));
export const count = z.int().check(z.nonnegative());
