"""Words of forms, and other words for them. Used to change pages, never to find anything."""

_TABLE = """
save store keep apply
search find lookup
find search locate
delete remove erase
remove delete
add create new
create add new
new fresh
edit change modify
change edit modify
cancel abort back
close finish
submit send
send submit
name title label
title heading caption
subject topic
topic subject
description details explanation
details description particulars
note remark
notes remarks comments
comment remark note
message text body
email mailbox
e-mail mail
phone telephone
telephone phone
mobile cell
street road
city town
town city
postcode zip
zip postcode
country nation
address location
number no.
no. number
account customer
customer client
client customer
supplier vendor
vendor supplier
product article item
item article
article product
price cost
cost price
amount sum value
sum total
total sum
quantity count
stock inventory
date day
opened started
closed ended
due payable
invoice bill
order purchase
user member
users members
username login
login username
password passphrase
group team
role function
status state
state status
priority urgency
urgency priority
category class
type kind
kind type
owner holder
assigned given
list overview
overview list
home start
settings preferences
help support
logout leave
upload attach
file document
files documents
attachment file
active enabled
enabled active
view show
show view
go run
next forward
previous backward
first leading
last final
surname lastname
birthday birthdate
discount rebate
rebate discount
voucher coupon
code key
range span
offer deal
partner dealer
page sheet
pages sheets
image picture
reason cause
agent clerk
reply answer
answer reply
keyword tag
tag keyword
tags keywords
queue line
ticket case
tickets cases
issue matter
issues matters
bug defect
report statement
reports statements
filter narrow
sort arrange
export extract
select choose
choose select
history log
weight mass
company firm
organisation organization company
roles functions
homepage website
language tongue
timezone zone
alternate other
confirm repeat
current present
old former
begin start
start begin
end finish
"""

SYNONYMS = {line.split()[0]: line.split()[1:] for line in _TABLE.strip().splitlines()}
