/** Under this name stands what somebody wrote whose account was deleted. */
export const DELETED_NAME = 'Deleted account';
