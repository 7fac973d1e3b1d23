import { timeIn } from '../time.ts';
import type { MessageTexts } from './kit.ts';
import { counted, joined, named, quoted } from './kit.ts';

const time = timeIn('pt');
const characters = (n: string): string => counted('pt', n, { one: 'caractere', other: 'caracteres' });
const entries = (n: string): string => counted('pt', n, { one: 'item', other: 'itens' });

/** Portuguese, as written in Brazil. */
export const pt: MessageTexts = {
  1010001: 'Entrar',
  1010002: (need) => `Continuar com ${need('provider')}`,
  1010003: 'Para termos certeza de que é você, entre mais uma vez.',
  1010004: 'Mais um passo: confirme com o seu segundo fator.',
  1010005: 'Confirmar',
  1010006: 'Código do seu aplicativo autenticador',
  1010007: 'Código de reserva',
  1010008: 'Usar uma chave de segurança',
  1010009: 'Verificar o código',
  1010010: 'Usar este código de reserva',
  1010011: 'Prosseguir com a sua chave de segurança',
  1010012: 'Tenha a sua chave de segurança à mão e prossiga.',
  1010013: 'Prosseguir',
  1010014: 'Enviamos um código para o endereço informado. Digite-o para entrar.',
  1010015: 'Enviar um código para mim',
  1010016: (_need, may) =>
    `Já existe uma conta para ${may('duplicate_identifier') || 'este endereço'}. Entre nela uma vez e ${may('provider') || 'o provedor'} ficará vinculado.`,
  1010017: 'Entrar e vincular',
  1010018: (need) => `Confirmar com ${need('provider')}`,
  1010019: 'Enviar um código para o segundo passo',
  1010020: 'Enviaremos um código para um endereço da sua conta.',
  1010021: 'Usar uma chave de acesso',
  1010022: 'Entrar com senha',
  1010023: (need) => `Enviar um código para ${need('address')}`,
  1010024: 'Usar a chave deste dispositivo',
  1010025: 'Enviamos um código para o seu endereço. Digite-o para prosseguir.',

  1040001: 'Criar conta',
  1040002: (need) => `Cadastrar-se com ${need('provider')}`,
  1040003: 'Concluir',
  1040004: 'Cadastrar-se com uma chave de segurança',
  1040005: 'Enviamos um código para você. Digite-o para concluir a sua conta.',
  1040006: 'Enviar um código para eu me cadastrar',
  1040007: 'Cadastrar-se com uma chave de acesso',
  1040008: 'Voltar',
  1040009: 'Como você quer entrar a partir de agora?',

  1050001: 'Salvo.',
  1050002: (need) => `Vincular ${need('provider')}`,
  1050003: (need) => `Desvincular ${need('provider')}`,
  1050004: 'Remover o aplicativo autenticador',
  1050005: 'Código QR para o seu aplicativo autenticador',
  1050007: 'Mostrar os meus códigos de reserva',
  1050008: 'Criar novos códigos de reserva',
  1050010: 'Guarde estes códigos de reserva em um lugar seguro. Cada um funciona uma vez.',
  1050011: 'Guardei os códigos',
  1050012: 'Adicionar uma chave de segurança',
  1050013: 'Nome desta chave',
  1050014: (need) => `Usado em ${time(need('used_at'))}`,
  1050016: 'Desativar os códigos de reserva',
  1050017: 'Segredo para digitar no aplicativo autenticador',
  1050018: (_need, may) => `Remover a chave de segurança ${named(may('display_name'), 'sem nome', '“', '”')}`,
  1050019: 'Adicionar uma chave de acesso',
  1050020: (_need, may) => `Remover a chave de acesso ${named(may('display_name'), 'sem nome', '“', '”')}`,
  1050021: 'Remover a chave deste dispositivo',
  1050022: 'Desafio para a chave deste dispositivo',
  1050023: 'A sua organização cuida desta conta.',

  1060001: 'Você recuperou o acesso. Defina em breve uma nova senha ou outra forma de entrar.',
  1060002: 'Se este endereço pertence a uma conta, uma mensagem com um link está a caminho.',
  1060003: 'Se este endereço pertence a uma conta, uma mensagem com um código está a caminho.',
  1060004: (need) => `Um código está a caminho de ${need('masked_address')}.`,
  1060005: 'Digite este endereço por inteiro para mostrar que ele é seu.',
  1060006: 'Para onde devemos enviar o código?',
  1060007: 'Voltar',

  1070001: 'Senha',
  1070003: 'Salvar',
  1070004: 'E-mail, nome de usuário ou outro identificador',
  1070005: 'Enviar',
  1070006: 'Código atual do aplicativo autenticador',
  1070007: 'Endereço de e-mail',
  1070008: 'Enviar outro código',
  1070009: 'Continuar',
  1070010: 'Código de recuperação',
  1070011: 'Código de confirmação',
  1070012: 'Código da nossa mensagem',
  1070013: 'Código de acesso',
  1070014: 'Entrar e vincular',
  1070015: 'Mostre que você é uma pessoa',
  1070016: 'Endereço de recuperação',
  1070017: 'Número de telefone',
  1070018: 'E-mail ou número de telefone',

  1080001: 'Uma mensagem com um link está a caminho. Abra o link para confirmar o seu endereço.',
  1080002: 'Obrigado, o seu e-mail está confirmado.',
  1080003: 'Uma mensagem com um código está a caminho. Digite o código para confirmar o seu endereço.',
  1080004: 'Um SMS com um código está a caminho. Digite o código para confirmar o seu número.',
  1080005: 'Obrigado, o seu número de telefone está confirmado.',

  4000002: 'Preencha este campo.',
  4000003: (need) => `Use pelo menos ${characters(need('min_length'))}; agora são ${need('actual_length')}.`,
  4000004: (need) => `Isto não tem a forma esperada: ${need('pattern')}`,
  4000005: (need) => `Esta senha não pode ser usada: ${need('reason')}`,
  4000006: 'Os dados não conferem. Verifique se há erros de digitação.',
  4000007: 'Já existe uma conta com estes dados.',
  4000008: 'O código do aplicativo autenticador não está certo. Tente com o código atual.',
  4000009: 'Nada do que foi digitado serve para entrar. Informe um e-mail ou um nome de usuário.',
  4000010: 'Confirme primeiro o seu endereço.',
  4000011: 'A sua conta não tem aplicativo autenticador.',
  4000012: 'Este código de reserva já foi usado. Use outro.',
  4000013: 'A sua conta não tem chave de segurança.',
  4000014: 'A sua conta não tem códigos de reserva.',
  4000015: 'Esta conta não existe, ou não tem chave de segurança nem chave de acesso.',
  4000016: 'Este código de reserva não está certo.',
  4000017: (need) => `Use no máximo ${characters(need('max_length'))}; agora são ${need('actual_length')}.`,
  4000018: (need) => `Informe ${need('minimum')} ou mais em vez de ${need('actual')}.`,
  4000019: (need) => `Informe mais de ${need('minimum')} em vez de ${need('actual')}.`,
  4000020: (need) => `Informe ${need('maximum')} ou menos em vez de ${need('actual')}.`,
  4000021: (need) => `Informe menos de ${need('maximum')} em vez de ${need('actual')}.`,
  4000022: (need) => `Informe um múltiplo de ${need('base')} em vez de ${need('actual')}.`,
  4000023: (need) => `Informe no máximo ${entries(need('max_items'))}; agora são ${need('actual_items')}.`,
  4000024: (need) => `Informe pelo menos ${entries(need('min_items'))}; agora são ${need('actual_items')}.`,
  4000025: (need) => `Os itens ${need('index_a')} e ${need('index_b')} são iguais.`,
  4000026: (need) => `O valor deve ser do tipo ${need('allowed_types')}, não ${need('actual_type')}.`,
  4000027: 'Já existe uma conta com estes dados. Entre nela para vincular o provedor.',
  4000028: (_need, may) => {
    const ways = joined(may('available_credential_types'), may('available_oidc_providers'));
    const who = may('credential_identifier_hint');
    const begin = who ? `Já existe uma conta para ${who}.` : 'Já existe uma conta com estes dados.';
    return ways ? `${begin} Você pode entrar nela com: ${ways}.` : begin;
  },
  4000029: (need) => `Aqui só é possível ${need('expected')}.`,
  4000030: 'Aqui só é possível um valor determinado.',
  4000031: 'A senha é parecida demais com o seu nome ou endereço.',
  4000032: (_need, may) => {
    const [least, is] = [may('min_length'), may('actual_length')];
    return least && is
      ? `Escolha uma senha com pelo menos ${characters(least)}; esta tem ${is}.`
      : 'Escolha uma senha mais longa.';
  },
  4000033: (_need, may) => {
    const [most, is] = [may('max_length'), may('actual_length')];
    return most && is
      ? `Escolha uma senha com no máximo ${characters(most)}; esta tem ${is}.`
      : 'Escolha uma senha mais curta.';
  },
  4000034: 'Esta senha aparece em vazamentos de dados conhecidos. Escolha outra.',
  4000035: 'Esta conta não existe, ou não permite entrar com um código.',
  4000036: 'Os seus dados mudaram desde o envio do código. Peça um novo código.',
  4000037: 'Não foi encontrada nenhuma conta com a qual se possa entrar.',
  4000038: 'Não conseguimos confirmar que você é uma pessoa. Tente mais uma vez.',
  4000039: 'A nova senha é igual à antiga.',
  4000040: (need) => `${quoted(need('value'), '“', '”')} não é um endereço de e-mail.`,
  4000041: (need) => `${quoted(need('value'), '“', '”')} não é um número de telefone. Comece com + e o código do país.`,
  4000042: 'A sua conta não tem chave neste dispositivo.',
  4000043: 'A chave de segurança ou de acesso não foi aceita. Tente novamente.',
  4000044: 'A assinatura deste dispositivo não foi aceita.',
  4000045: 'A chave deste dispositivo não é mais confiável. Adicione-a de novo.',
  4000046: 'A chave deste dispositivo é antiga demais para isto. Adicione-a de novo.',

  4010001: 'Esta página de acesso ficou aberta por tempo demais. Comece de novo.',
  4010002: 'Não é possível entrar dessa forma. Escolha uma das que aparecem.',
  4010003: 'Não é possível cadastrar-se dessa forma. Escolha uma das que aparecem.',
  4010004: 'Essa configuração não existe. Escolha uma das que aparecem.',
  4010005: 'Não é possível recuperar uma conta dessa forma. Escolha uma das que aparecem.',
  4010006: 'Não é possível confirmar um endereço dessa forma. Escolha uma das que aparecem.',
  4010007: 'Este acesso já foi concluído.',
  4010008: 'O código não está certo ou não vale mais. Tente novamente ou peça um novo.',
  4010009: 'O endereço a vincular não pertence a esta conta.',
  4010010: 'Este endereço não pertence à sua conta.',
  4010011: 'Esta conta não está ativa. Fale com o responsável por este serviço.',

  4040001: 'Este formulário ficou aberto por tempo demais. Comece de novo.',
  4040002: 'Esta conta já foi criada.',
  4040003: 'O código não está certo ou não vale mais. Peça um novo.',

  4050001: 'Estas configurações ficaram abertas por tempo demais. Abra-as de novo.',
  4050002: 'Mude um endereço de cada vez.',

  4060001: 'Esta recuperação já foi usada. Comece de novo.',
  4060002: 'Esta recuperação não pode continuar. Comece de novo.',
  4060003: 'O link de recuperação não está completo. Copie-o por inteiro.',
  4060004: 'Este link de recuperação não é válido ou já foi usado. Peça um novo.',
  4060005: 'Esta recuperação demorou demais. Comece de novo.',
  4060006: 'O código de recuperação não está certo ou não vale mais. Peça um novo.',

  4070001: 'Este link não é válido ou já foi usado. Peça um novo.',
  4070002: 'Esta confirmação já foi feita.',
  4070003: 'Esta confirmação não pode continuar. Comece de novo.',
  4070004: 'O link não está completo. Copie-o por inteiro.',
  4070005: 'Esta confirmação demorou demais. Comece de novo.',
  4070006: 'O código não está certo ou não vale mais. Peça um novo.',

  4990001: (need) =>
    `Foram tentativas demais em pouco tempo. Tente novamente em ${counted('pt', need('retry_after_seconds'), { one: 'segundo', other: 'segundos' })}.`,

  5000001: 'Esta página foi substituída por uma mais recente. Continue nela.',
  5000002: 'No momento não há nenhuma forma de entrar aqui.',
  5000003: 'A sua organização exige o seu próprio acesso único, mas nenhum está configurado.',
};
