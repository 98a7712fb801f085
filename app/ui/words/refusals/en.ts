import type { Values } from '../problems.ts';

/** Why somebody was turned away, and what to do about it, by the code of the reason; a test compares them with those of the server. */
export const texts = {
  CALLED_NOT_OURS: {
    why: ({ called, ours }: Values) => `It calls “${called}”, which is not our AE title (${ours}).`,
    toDo: 'Set the called AE title on the device to ours, exactly; capitals count.',
  },
  CALLED_BLANK: { why: (_: Values) => 'It gives no called AE title.', toDo: 'Enter our AE title as the called AE title on the device.' },
  CALLING_BLANK: { why: (_: Values) => 'It gives no AE title of its own.', toDo: 'Give the device an AE title.' },
  CALLING_NOT_LISTED: {
    why: ({ calling }: Values) => `“${calling}” is not on the list of those that may call.`,
    toDo: 'If the device is yours, adopt it under Modalities.',
  },
  CALLING_FROM_ELSEWHERE: {
    why: ({ calling, address, listed }: Values) => `“${calling}” calls from ${address}, but is listed with ${listed}.`,
    toDo: 'If the device has a new address, adopt it under Modalities. If not, somebody else uses its title.',
  },
  CALLING_WITHOUT_ADDRESS: {
    why: ({ calling }: Values) => `No address is listed for “${calling}”.`,
    toDo: 'If the device is yours, adopt it under Modalities: its entry gets the address.',
  },
  LIMIT_OF_ALL: {
    why: ({ most }: Values) => `All ${most} connections are in use.`,
    toDo: 'The device tries again by itself. If it happens often, raise the limit, or find who keeps connections open.',
  },
  LIMIT_OF_AE: {
    why: ({ calling, most }: Values) => `“${calling}” has ${most} connections open already, as many as one device may.`,
    toDo: 'The device tries again by itself. If it happens often, raise the limit for one device.',
  },
  APPLICATION_CONTEXT: {
    why: (_: Values) => 'It proposes something that is not DICOM.',
    toDo: 'Ask its maker, or look which program is at that address.',
  },
  PROTOCOL_VERSION: {
    why: (_: Values) => 'It proposes a protocol that no DICOM archive speaks.',
    toDo: 'Ask its maker for a newer version.',
  },
  PROPOSAL_MALFORMED: {
    why: (_: Values) => 'Its request breaks the DICOM standard.',
    toDo: 'Give its maker the record of this association (Diagnostics).',
  },
  NOT_DICOM: {
    why: (_: Values) => 'It does not speak DICOM: a browser, a port scanner or a wrong port.',
    toDo: 'Look what is at this address.',
  },
  MALFORMED: {
    why: (_: Values) => 'What it sent breaks the DICOM standard.',
    toDo: 'Give its maker the record of this association (Diagnostics).',
  },
  OTHER: { why: (_: Values) => '', toDo: 'Try once more from the device, and look at the log of the same moment.' },
};

export type Texts = typeof texts;
