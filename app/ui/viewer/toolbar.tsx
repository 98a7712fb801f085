import { useSignal } from '@preact/signals';
import { hasOhif } from '../shell/shell.ts';
import { TagsDialog } from '../studies/tags-dialog.tsx';
import { ohifOf } from '../studies/which.ts';
import { Glyph, type GlyphName } from './glyphs.tsx';
import { keyOfFrame } from './image-place.tsx';
import { closer, farther, invert, reset, turn } from './keys.ts';
import { active, isBesides, measurements, tool, toolOf, toolsOf } from './state.ts';
import { texts as T } from './texts/en.ts';
import { WindowDialog } from './window-dialog.tsx';

/** What dragging does, and what is done at a press, to the active place. */
export function Toolbar() {
  const isWindow = useSignal(false);
  const isTags = useSignal(false);
  const cell = active.value;
  const set = cell.set.value;
  const isImage = set?.kind === 'images';
  const frame = isImage ? set.frames[Math.max(0, cell.shown.value)] : undefined;
  const lines = frame && measurements.value.get(keyOfFrame(frame));
  const which = frame ?? set?.at;
  return (
    <section class="tools-region" aria-label={T.toolbar}>
      <div class="tools" role="toolbar" aria-label={T.toolbar}>
        {isImage &&
          toolsOf(cell).map((each) => (
            <Button key={each} glyph={each} words={T.tools[each]} isPressed={toolOf(cell) === each} onClick={() => (tool.value = each)} />
          ))}
        {isImage && (
          <>
            {cell.window.value && <Button glyph="presets" words={T.windows} isDialog onClick={() => (isWindow.value = true)} />}
            <Button glyph="zoomIn" words={T.zoomIn} onClick={() => closer(cell)} />
            <Button glyph="zoomOut" words={T.zoomOut} onClick={() => farther(cell)} />
            <Button glyph="rotate" words={T.rotate} onClick={() => turn(cell)} />
            <Button glyph="invert" words={T.invert} isPressed={cell.look.value.isInverted} onClick={() => invert(cell)} />
            <Button glyph="reset" words={T.reset} onClick={() => reset(cell)} />
            {frame && lines && (
              <Button
                glyph="clear"
                words={T.clear}
                onClick={() => {
                  const rest = new Map(measurements.value);
                  rest.delete(keyOfFrame(frame));
                  measurements.value = rest;
                }}
              />
            )}
          </>
        )}
        <span class="only-wide">
          <Button
            glyph="besides"
            words={T.sideBySide}
            isPressed={isBesides.value}
            onClick={() => {
              isBesides.value = !isBesides.value;
            }}
          />
          {hasOhif() && which && (
            <a class="tool" href={ohifOf(which.studyInstanceUid)}>
              <Glyph name="elsewhere" />
              <span>{T.ohif}</span>
            </a>
          )}
        </span>
        {which && <Button glyph="tags" words={T.tags} isDialog onClick={() => (isTags.value = true)} />}
      </div>
      {isWindow.value && frame && <WindowDialog cell={cell} frame={frame} onClose={() => (isWindow.value = false)} />}
      {isTags.value && which && <TagsDialog which={which} onClose={() => (isTags.value = false)} />}
    </section>
  );
}

function Button(props: { glyph: GlyphName; words: string; isPressed?: boolean; isDialog?: boolean; onClick: () => void }) {
  const { glyph, words, isPressed, isDialog, onClick } = props;
  return (
    <button
      type="button"
      class={isPressed ? 'tool on' : 'tool'}
      {...(isPressed !== undefined && { 'aria-pressed': isPressed })}
      {...(isDialog && { 'aria-haspopup': 'dialog' as const })}
      onClick={onClick}
    >
      <Glyph name={glyph} />
      <span>{words}</span>
    </button>
  );
}
