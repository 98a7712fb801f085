import { useSignal } from '@preact/signals';
import { Choice, Form, TextField, toast } from '../parts/parts.ts';
import {
  AskError,
  ask,
  chooseLanguage,
  chooseTheme,
  format,
  LANGUAGE,
  LANGUAGES,
  type Language,
  readSession,
  roleWords,
  session,
  THEMES,
  theme,
} from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

export function Page() {
  return (
    <div class="cards">
      <WhoCard />
      <LookCard />
      <PasswordCard />
    </div>
  );
}

function WhoCard() {
  const isBusy = useSignal(false);
  if (!session.value) return null;
  const { name, role, endsAt } = session.value;
  const signOut = async () => {
    isBusy.value = true;
    try {
      await ask('/api/session', { method: 'DELETE' });
      location.assign('/login?out');
    } catch (error) {
      isBusy.value = false;
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
  };
  return (
    <section class="card" aria-labelledby="who-title">
      <div class="card-head">
        <h2 id="who-title">
          <bdi>{name}</bdi>
        </h2>
        <button type="button" class="button" aria-busy={isBusy.value} onClick={() => void signOut()}>
          {T.signOut}
        </button>
      </div>
      <p>
        {roleWords(role).name}: {roleWords(role).may}
      </p>
      {endsAt !== undefined && <p class="quiet">{T.endsAt(format.time(endsAt))}</p>}
    </section>
  );
}

function LookCard() {
  return (
    <section class="card" aria-labelledby="look-title">
      <h2 id="look-title">{T.look}</h2>
      <div class="fields">
        <Choice
          label={T.language}
          value={LANGUAGE}
          options={Object.entries(LANGUAGES) as [Language, string][]}
          onChoose={chooseLanguage}
          langOf={(language) => language}
        />
        <Choice
          label={T.theme}
          value={theme.value}
          options={THEMES.map((each) => [each, T.themes[each]] as const)}
          onChoose={chooseTheme}
        />
      </div>
    </section>
  );
}

function PasswordCard() {
  const [before, after, again] = [useSignal(''), useSignal(''), useSignal('')];
  const fault = useSignal('');
  const change = async () => {
    fault.value = after.value === again.value ? '' : T.differ;
    if (fault.value) return;
    await ask('/api/session/password', { method: 'PUT', body: { before: before.value, after: after.value } });
    before.value = '';
    after.value = '';
    again.value = '';
    toast(T.changed);
    await readSession();
  };
  return (
    <section class="card" aria-labelledby="password-title">
      <h2 id="password-title">{T.password}</h2>
      <Form button={T.change} onSubmit={change}>
        <input type="text" name="username" autocomplete="username" value={session.value?.name ?? ''} readOnly hidden />
        <TextField label={T.before} type="password" autocomplete="current-password" required value={before} />
        <TextField label={T.after} type="password" autocomplete="new-password" required value={after} help={T.afterHelp} />
        <TextField label={T.again} type="password" autocomplete="new-password" required value={again} error={fault.value} />
      </Form>
    </section>
  );
}
