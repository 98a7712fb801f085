/** How an explicit VR's header goes on (PS3.5 §7.1.2), and whether it is a VR at all. */
export const VR_INVALID = 0; // no letters: this is no explicit VR
export const VR_SHORT = 1; // 16-bit length
export const VR_LONG = 2; // two reserved bytes, 32-bit length
export const VR_SEQUENCE = 3;
export const VR_UN = 4;
export const VR_FRAGMENTS = 5; // OB, OW: 32-bit length, or undefined where fragments follow (PS3.5 §A.4)
export const VR_FUTURE = 6; // two capitals that PS3.5 Table 6.2-1 lacks
export const VR_PLACEHOLDER = 7; // '??' or two spaces, which some writers put where they know none; 16-bit length as DCMTK reads it

const KINDS: Readonly<Record<string, number>> = {
  ...of(VR_SHORT, 'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'),
  ...of(VR_LONG, 'OD OF OL OV SV UC UR UT UV'),
  ...of(VR_FRAGMENTS, 'OB OW'),
  SQ: VR_SEQUENCE,
  UN: VR_UN,
  '??': VR_PLACEHOLDER,
  '  ': VR_PLACEHOLDER,
};

function of(kind: number, names: string): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

/** Kind of VR by its two bytes, first byte high: one load per element. */
export const VR_KIND: Uint8Array = new Uint8Array(0x10000);
for (let first = 0x41; first <= 0x5a; first++) {
  for (let second = 0x41; second <= 0x5a; second++) VR_KIND[(first << 8) | second] = VR_FUTURE;
}
for (const [name, kind] of Object.entries(KINDS)) VR_KIND[(name.charCodeAt(0) << 8) | name.charCodeAt(1)] = kind;

/** Bytes of one number of the binary VRs (PS3.5 Table 6.2-1); AT counts as two of 16 bits. Byte order matters to these alone. */
export const NUMBER_BYTES: Readonly<Record<string, number>> = {
  AT: 2,
  FD: 8,
  FL: 4,
  OD: 8,
  OF: 4,
  OL: 4,
  OV: 8,
  OW: 2,
  SL: 4,
  SS: 2,
  SV: 8,
  UL: 4,
  US: 2,
  UV: 8,
};

/** VRs whose backslash is text, not a delimiter (PS3.5 §6.4), and whose leading spaces count. */
export const ONE_VALUE_TEXT: ReadonlySet<string> = new Set(['ST', 'LT', 'UT', 'UR']);

/** VRs that (0008,0005) speaks of (PS3.5 §6.1.2.2). */
export const CHARACTER_SET_VRS: ReadonlySet<string> = new Set(['SH', 'LO', 'UC', 'PN', 'ST', 'LT', 'UT']);

/** The other VRs that are text, always of the default repertoire. */
export const PLAIN_TEXT_VRS: ReadonlySet<string> = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);
