/** When each calling AE title was let in last, and from where: kept over restarts, so that a device that went silent is noticed. Knows no DICOM. */
export { type Contact, type Contacts, type Overdue, openContacts } from './contact-book.ts';
export { CONTACT_LIMITS, type ContactLimits } from './limits.ts';
