/**
 * Who may use the page: accounts with roles, their passwords and sessions, tokens for programs, the one table of permissions, and how a new Filmroom
 * gets its first administrator. Knows nothing of HTTP.
 */
export type { ClaimSource } from './claim.ts';
export { UsersError, type UsersErrorCode } from './errors.ts';
export { USERS_LIMITS, type UsersLimits } from './limits.ts';
export { type AccountFacts, openUsers, type SignedIn, type Users, type UsersOptions } from './open.ts';
export { ACTIONS, type Action, type Asker, may, PARTIES, type Party, ROLES, type Role } from './permissions.ts';
export type { Principal, Session } from './sessions.ts';
export { ACCOUNTS_FILE } from './store.ts';
export type { TokenFacts, Tokens } from './tokens.ts';
