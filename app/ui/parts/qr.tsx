import qrcode from 'qrcode-generator';

/** Light around the code, in modules (ISO/IEC 18004, 9.1: 4). */
const QUIET_ZONE = 4;

/** A QR code of `text`; `label` says what one gets by it. Imported from this file alone, so that only pages that need it bring it. */
export function Qr({ text, label }: { text: string; label: string }) {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const side = count + 2 * QUIET_ZONE;
  let path = '';
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++)
      if (code.isDark(row, column)) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`;
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={path} />
    </svg>
  );
}
