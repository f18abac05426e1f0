export default {
  "field.amount-needed": "Entrez un montant.",
  "field.amount-low": "Entrez au moins {minimum}.",
  "field.amount-high": "Entrez au plus {maximum}.",

  "amount.strange": "Entrez le montant en chiffres, par exemple 50 ou 50,00.",
  "amount.currency": "Entrez le montant en {currency}. Les autres devises ne sont pas acceptées ici.",
  "amount.negative": "Entrez un montant supérieur à zéro.",
  "amount.decimals": "Entrez au plus {decimals} décimales, par exemple 50,25.",
  "amount.unclear": "Ce nombre peut désigner deux montants différents. Entrez-le sans séparateur de milliers, par exemple 1000 ou 1000,00.",
  "amount.large": "Ce montant est trop élevé."
}
